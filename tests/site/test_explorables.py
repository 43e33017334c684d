"""The interactive figures in a real browser: their numbers are torch's, and all can use them."""

import gzip
import json
import re

import numpy as np
import pytest
import torch
from torch.nn import functional

from rnnbook.models import (
    OrderBlindMLP,
    RecurrentClassifier,
    SimpleRNN,
    WindowMLP,
    activate,
    derivative,
)

pytestmark = pytest.mark.slow

NAMES = ["first-network", "hidden-state", "activations", "backpropagation", "order"]
# As many random settings for each seed of `--seeds`: 60 as a rule, 400 once a week.
SETTINGS = 20


@pytest.fixture(scope="module")
def shared():
    """Return {what was asked for: the open page} for tests that only look, and their complaints."""
    pages, problems = {}, []
    yield pages, problems
    for page in pages.values():
        page.context.close()
    assert problems == []


@pytest.fixture
def visit(browser, site, shared):
    """Return a function that opens a chapter and returns its page and its figure.

    A test that changes nothing may look at a page that others look at, too: `look=True`.
    """
    contexts, problems = [], []
    pages, shared_problems = shared

    def hear(page, problems):
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda r: None if local(r.url) else problems.append(r.url))

    def opened(name, *, look=False, **wanted):
        key = (name, *sorted(wanted.items()))
        if look:
            if key not in pages:
                pages[key] = fresh(name, shared_problems, **wanted)
            page = pages[key]
        else:
            page = fresh(name, problems, **wanted)
            contexts.append(page.context)
        return page, page.locator(f"[data-explorable='{name}']")

    def fresh(name, problems, *, width=1280, block_scripts=False, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        context.set_default_timeout(60_000)
        page = context.new_page()
        hear(page, problems)
        if block_scripts:
            page.route("**/explorables/*.js*", lambda route: route.fulfill(body=""))
        page.goto((site / "book" / f"{name}.html").resolve().as_uri())
        page.locator(f"[data-explorable='{name}']").scroll_into_view_if_needed()
        if settings.get("java_script_enabled", True) and not block_scripts:
            page.wait_for_function(
                "name => document.querySelector(`[data-explorable='${name}']`).explorable", arg=name
            )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
    assert shared_problems == []


def local(url):
    return url.startswith(("file:", "data:", "blob:"))


def numbers_of(figure):
    """Return what the page handed over, as float64 tensors."""
    text = figure.locator("script[type='application/json']").text_content()
    return {name: tensor(value) for name, value in json.loads(text).items()}


def tensor(value):
    if isinstance(value, dict):
        value = np.array(value["float32"], dtype=np.float32)
    return torch.tensor(np.array(value, dtype=np.float64))


def state(figure):
    return figure.evaluate("f => f.explorable.state()")


def settings(figure):
    return figure.evaluate("f => f.explorable.settings()")


def asked(figure, changes):
    """Set a figure, and return its new state."""
    return figure.evaluate("(f, changes) => f.explorable.set(changes)", changes)


def close(got, expected):
    got = torch.tensor(got, dtype=torch.float64)
    torch.testing.assert_close(got, expected.detach(), rtol=1e-5, atol=1e-12)


def load(model, numbers, prefix="", **changed):
    """Return the model in float64 with the page's weights, some of them changed."""
    weights = {k.removeprefix(prefix): v for k, v in numbers.items() if k.startswith(prefix)}
    known = model.double().state_dict()
    wanted = {key: (weights | changed).get(key, known[key]) for key in known}
    missing = set(known) - set(weights) - {"rnn.slope"}
    assert not missing, f"the page does not hand over {missing}"
    model.load_state_dict(wanted)
    return model


# For each figure: how to draw settings, and what torch says to them.


def draw_first_network(rng, numbers):
    inputs = {f"x{t}": int(rng.integers(0, 61)) / 10 for t in range(1, 6)}
    return inputs | {"beta": int(rng.integers(0, 21)) / 20}


def ask_first_network(numbers, given):
    x = torch.tensor([given[f"x{t}"] for t in range(1, 6)]).double()
    # The sum that the recurrence unrolls to: element s counts beta ** (t - s) at step t.
    ages = torch.arange(5)[:, None] - torch.arange(5)
    counts = (given["beta"] ** ages.clamp(min=0).double()).tril()
    return {"there": counts @ x, "back": counts @ x.flip(0)}


def draw_hidden_state(rng, numbers):
    inputs = {f"x{t}": int(rng.integers(0, 61)) / 10 for t in range(1, 6)}
    return inputs | {"read": int(rng.integers(1, 6))}


def ask_hidden_state(numbers, given):
    net = load(SimpleRNN(1, 4, 2), numbers)
    x = torch.tensor([given[f"x{t}"] for t in range(1, given["read"] + 1)]).double()
    states, _ = net.rnn(x[None, :, None])
    return {"states": states[0], "p": net.fc(states[0]).softmax(dim=1)[:, 1]}


def draw_activations(rng, numbers):
    return {
        "phi": str(rng.choice(["tanh", "sigmoid", "relu", "leaky_relu", "prelu"])),
        "unit": int(rng.integers(1, 17)),
        "steps": int(rng.integers(1, 51)),
        "scale": int(rng.integers(0, 101)) / 10,
        "gain": int(rng.integers(0, 41)) / 10,
    }


def ask_activations(numbers, given):
    weight = given["gain"] * numbers["rnn.weight_hh_l0"]
    net = RecurrentClassifier(1, 16, 2, cell=given["phi"])
    net = load(net, numbers, **{"rnn.weight_hh_l0": weight})
    x = given["scale"] * numbers["x"][: given["steps"], None]
    states = net.rnn(x[None])[0][0]
    before = functional.pad(states[:-1], (0, 0, 1, 0))
    W_ih, W_hh, b_ih, b_hh = list(net.rnn.parameters())[:4]
    a = (x @ W_ih.T + b_ih + before @ W_hh.T + b_hh)[:, given["unit"] - 1]
    torch.testing.assert_close(activate(given["phi"], a), states[:, given["unit"] - 1])
    slopes = derivative(given["phi"], a)
    return {"a": a, "slopes": slopes, "product": slopes.flip(0).cumprod(0)}


def draw_backpropagation(rng, numbers):
    return {
        "start": str(rng.choice(["default", "orthogonal"])),
        "gain": int(rng.integers(1, 41)) / 10,
        "steps": int(rng.integers(2, 51)),
    }


def ask_backpropagation(numbers, given):
    start = "rnn.weight_hh_l0" if given["start"] == "default" else given["start"]
    net = load(SimpleRNN(1, 16, 2), numbers, **{"rnn.weight_hh_l0": given["gain"] * numbers[start]})
    W_ih, W_hh, b_ih, b_hh, W_fc, b_fc = net.parameters()
    h, states = torch.zeros(16, dtype=torch.float64), []
    for x_t in numbers["x"][: given["steps"]]:
        h = torch.tanh(W_ih @ x_t[None] + b_ih + W_hh @ h + b_hh)
        h.retain_grad()
        states.append(h)
    z = W_fc @ h + b_fc
    torch.testing.assert_close(net(numbers["x"][None, : given["steps"], None])[0], z)
    functional.cross_entropy(z[None], torch.tensor([1])).backward()
    return {"norms": torch.stack([h.grad.norm() for h in states])}


def draw_order(rng, numbers):
    return {"order": rng.permutation(20).tolist(), "place": int(rng.integers(1, 21))}


def ask_order(numbers, given):
    x = numbers["x"][given["order"]]
    width = numbers["window.fc.weight"].shape[1]  # the contest chose it
    nets = {"blind": OrderBlindMLP(1, 16, 2), "window": WindowMLP(1, 20, width, 2),
            "rnn": SimpleRNN(1, 16, 2)}  # fmt: skip
    p = {}
    for name, net in nets.items():
        p[name] = load(net, numbers, f"{name}.")(x[None, :, None])[0].softmax(dim=0)[1]
    return {"x": x, "p": torch.stack(list(p.values()))}


ORACLES = {
    "first-network": (draw_first_network, ask_first_network),
    "hidden-state": (draw_hidden_state, ask_hidden_state),
    "activations": (draw_activations, ask_activations),
    "backpropagation": (draw_backpropagation, ask_backpropagation),
    "order": (draw_order, ask_order),
}


@pytest.mark.parametrize("name", NAMES)
def test_its_numbers_are_those_of_torch(name, visit, request):
    _, figure = visit(name)
    numbers = numbers_of(figure)
    draw, ask = ORACLES[name]
    rng = np.random.default_rng(7)
    count = SETTINGS * request.config.getoption("--seeds")
    drawn = [draw(rng, numbers) for _ in range(count)]
    first = settings(figure)
    states = figure.evaluate("(f, all) => all.map((one) => f.explorable.set(one))", drawn)
    for given, got in zip([first, *drawn], [None, *states], strict=True):
        if got is None:
            continue
        for key, expected in ask(numbers, given).items():
            found = list(got[key].values()) if isinstance(got[key], dict) else got[key]
            close(found, expected)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_state_is_the_picture_of_the_page(name, visit):
    _, still = visit(name, java_script_enabled=False, look=True)
    shapes = "[data-mark] *, [data-note]"
    read = "all => all.map(e => [e.tagName, e.textContent, ...[...e.attributes].map(a => a.value)])"
    before = still.locator(shapes).evaluate_all(read)
    _, figure = visit(name, look=True)
    after = figure.locator(shapes).evaluate_all(read)
    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        assert one[:2] == other[:2]
        places = [
            [float(n) for value in values[2:] for n in re.findall(r"-?\d+(?:\.\d+)?", value)]
            for values in (one, other)
        ]
        # Two decimals of a pixel. The chapters' networks have 32 bits, the scripts 64.
        assert places[0] == pytest.approx(places[1], abs=0.03), (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_without_javascript_the_picture_stands_and_no_control_does(name, visit):
    page, figure = visit(name, java_script_enabled=False, look=True)
    svg = figure.locator("svg")
    assert svg.is_visible()
    assert svg.bounding_box()["height"] > 150
    assert len(svg.locator("title").text_content().split()) > 20
    assert not figure.locator(".rnnbook-controls").is_visible()
    assert "With JavaScript you can change" in figure.locator("noscript").text_content()
    caption = page.locator("figure", has=figure).locator("figcaption")
    assert len(caption.text_content().split()) > 15


@pytest.mark.parametrize("name", NAMES)
def test_keys_move_every_control_and_the_picture_follows(name, visit):
    page, figure = visit(name)
    for control in figure.locator("input, select, button").all():
        before = figure.locator("svg").inner_html(), settings(figure)
        control.focus()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        kind = control.evaluate("e => e.tagName")
        at_end = control.evaluate("e => e.value === e.max")
        page.keyboard.press("Enter" if kind == "BUTTON" else "ArrowLeft" if at_end else "ArrowDown"
                            if kind == "SELECT" else "ArrowRight")  # fmt: skip
        after = figure.locator("svg").inner_html(), settings(figure)
        quiet = {"rising", "original"}  # nothing to do from the first state
        if control.get_attribute("name") not in quiet:
            assert after != before, control.get_attribute("name")


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_a_name_and_is_large_enough_for_a_finger(name, visit):
    _, figure = visit(name, width=360, has_touch=True, look=True)
    for control in figure.locator("input, select, button").all():
        box = control.bounding_box()
        assert box["height"] >= 44, control
        assert box["width"] >= 44, control
    labels = figure.locator("input, select").evaluate_all(
        "all => all.map(e => e.labels[0].textContent.trim())"
    )
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", NAMES)
def test_the_result_is_said_in_words_and_not_too_often(name, visit):
    page, figure = visit(name)
    said = figure.locator("[role=status]")
    first = said.text_content()
    assert len(first.split()) > 8
    figure.evaluate(
        """f => { window.times = 0; new MutationObserver(() => { window.times += 1; })
        .observe(f.querySelector("[role=status]"), {childList: true}); }"""
    )
    # No time passes while a hand is slow or a computer busy.
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    slider = figure.locator("input").first
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.clock.run_for(900)
    assert page.evaluate("window.times") <= 2
    assert said.text_content() != first
    # A reader of the picture alone hears the same.
    assert figure.locator("svg title").text_content() == said.text_content()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_seen_is_said_at_once(name, visit):
    page, figure = visit(name)
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    seen, heard = figure.locator(".rnnbook-said"), figure.locator("[role=status]")
    before = seen.text_content()
    assert before == heard.text_content()
    figure.locator("input").first.press("ArrowRight")
    assert seen.text_content() == state(figure)["said"] != before
    assert heard.text_content() == before, "a moving slider floods who listens"
    page.clock.run_for(900)
    assert heard.text_content() == seen.text_content()
    assert seen.get_attribute("aria-hidden") == "true", "it would be heard twice"


@pytest.mark.parametrize("name", NAMES)
def test_words_of_the_text_set_the_figure(name, visit):
    page, figure = visit(name)
    words = page.locator(f"[data-sets='{name}']")
    assert words.count(), "no sentence of this chapter drives its figure"
    for one in words.all():
        asked = json.loads(one.get_attribute("data-values") or "{}")
        before = settings(figure)
        one.locator("button").press("Enter")
        after = settings(figure)
        assert asked.items() <= after.items()
        assert asked or after != before
        assert figure.locator("svg").evaluate(
            "e => { const box = e.getBoundingClientRect();"
            "return box.top < innerHeight && box.bottom > 0; }"
        ), "the figure is out of sight"


def test_points_beyond_the_axes_are_hollow_and_counted(visit):
    _, figure = visit("activations")
    after = asked(figure, {"phi": "relu", "gain": 4})
    far = [abs(a) > 4 or max(a, 0) > 2.1 for a in after["a"]]
    assert any(far), "nothing lies outside, so this tests nothing"
    dots = figure.locator("[data-name='value-at'] circle")
    hollow = dots.evaluate_all("all => all.map(dot => dot.getAttribute('fill') === 'none')")
    assert hollow == far
    assert after["notes"][0] == f"{sum(far)} of 50 beyond the edge"
    asked(figure, {"phi": "tanh", "gain": 1})
    hollow = dots.evaluate_all("all => all.map(dot => dot.getAttribute('fill') === 'none')")
    assert not any(hollow)


def test_an_answer_is_right_or_wrong_or_none(visit):
    _, figure = visit("order")
    seen = set()
    for _ in range(12):
        figure.locator("button[name='shuffle']").click()
        now = state(figure)
        for net, note in zip(("blind", "window", "rnn"), now["notes"][1:], strict=True):
            p, tone = now["p"][net], now["tones"][net]
            right = "good" if (p > 0.5) == (now["truth"] == 1) else "bad"
            assert tone == ("open" if abs(p - 0.5) < 0.005 else right)
            assert note[0] == {"good": "✓", "bad": "✗", "open": "u"}[tone]
            assert figure.locator(f"[data-name='{net}']").get_attribute("data-tone") == tone
            seen.add(tone)
    assert {"good", "open"} <= seen
    fills = figure.locator("[data-tone]").evaluate_all(
        "all => Object.fromEntries(all.map(e => [e.dataset.tone, getComputedStyle(e).fill]))"
    )
    assert len(set(fills.values())) == len(fills)


def test_a_mouse_drags_an_input(visit):
    page, figure = visit("hidden-state")
    area = figure.locator("[data-drag]").bounding_box()
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] * 0.6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, area["y"] + area["height"] + 30, steps=4)
    page.mouse.up()
    assert settings(figure)["x3"] == 0
    page.mouse.move(x, area["y"])  # let go: nothing follows
    assert settings(figure)["x3"] == 0
    assert figure.locator("input[name=x3]").input_value() == "0"
    assert [settings(figure)[f"x{t}"] for t in (1, 2, 4, 5)] == [1, 2, 4, 5]


def along(figure, step):
    """Return where a step of the sequence is on the screen."""
    return figure.locator("[data-drag]").evaluate(
        """(area, step) => {
          const [low, high, left, right] = area.parentNode.dataset.x.split(" ").map(Number);
          const x = left + (step - low) / (high - low) * (right - left);
          return new DOMPoint(x, 0).matrixTransform(area.getScreenCTM()).x; }""",
        step,
    )


def test_a_mouse_carries_an_element_through_the_sequence(visit):
    page, figure = visit("order")
    y = figure.locator("[data-drag]").bounding_box()["y"] + 40
    kept = list(range(20))
    page.mouse.move(along(figure, 3), y)
    page.mouse.down()
    assert settings(figure)["place"] == 3
    page.mouse.move(along(figure, 5), y, steps=5)
    assert settings(figure)["order"] == [0, 1, 3, 4, 2, *kept[5:]]
    page.mouse.move(along(figure, 20) + 60, y, steps=8)
    page.mouse.up()
    assert settings(figure)["order"] == [0, 1, *kept[3:], 2]
    assert settings(figure)["place"] == 20


@pytest.fixture
def finger(visit):
    """Return a function that opens a chapter on a telephone, and one that draws a finger there."""

    def opened(name):
        page, figure = visit(name, width=360, has_touch=True)
        touch = page.context.new_cdp_session(page)

        def send(kind, *points):
            told = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
            touch.send("Input.dispatchTouchEvent", told)

        def draw(start, end, steps=8):
            send("touchStart", start)
            for step in range(1, steps + 1):
                share = step / steps
                places = zip(start, end, strict=True)
                send("touchMove", tuple(a + share * (b - a) for a, b in places))
            send("touchEnd")

        return page, figure, draw

    return opened


def test_a_finger_drags_an_input_and_the_page_stays(finger):
    page, figure, draw = finger("hidden-state")
    area = figure.locator("[data-drag]").bounding_box()
    x, top = area["x"] + area["width"] / 2, page.evaluate("scrollY")
    draw((x, area["y"] + 0.9 * area["height"]), (x, area["y"] - 10))
    assert settings(figure)["x3"] == 6
    assert page.evaluate("scrollY") == top


def test_a_finger_carries_an_element_and_across_it_scrolls(finger):
    page, figure, draw = finger("order")
    y = figure.locator("[data-drag]").bounding_box()["y"] + 40
    draw((along(figure, 9), y), (along(figure, 18), y))
    assert settings(figure)["place"] == 18
    order = settings(figure)["order"]
    assert order.index(8) == 17
    top = page.evaluate("scrollY")
    draw((along(figure, 4), y), (along(figure, 4), y - 300))
    page.wait_for_function("top => scrollY > top + 100", arg=top)
    assert settings(figure)["order"] == order


def test_order_buttons_do_what_they_say(visit):
    _, figure = visit("order")

    def press(label):
        figure.get_by_role("button", name=label).click()
        return settings(figure)["order"]

    kept = list(range(20))
    blind = state(figure)["p"]["blind"]
    assert press("Reverse") == kept[::-1]
    assert press("Start again") == kept
    figure.locator("input[name=place]").fill("1")
    assert press("Move right") == [1, 0, *kept[2:]]
    assert settings(figure)["place"] == 2
    assert press("Move left") == kept
    truth = state(figure)["truth"]
    press("Swap the marks")
    assert state(figure)["truth"] == 1 - truth
    assert sorted(press("Shuffle")) == kept
    assert settings(figure)["order"] != kept
    assert state(figure)["p"]["blind"] == blind, "the order-blind network saw the order"


def test_inputs_unfold_step_by_step(visit):
    _, figure = visit("hidden-state")
    for read in (1, 3, 5):
        figure.locator("input[name=read]").fill(str(read))
        assert len(state(figure)["p"]) == read
        assert figure.locator("[data-name=h1] rect").count() == read
    figure.get_by_role("button", name="5, 4, 3, 2, 1").click()
    assert state(figure)["p"][-1] < 0.5
    figure.get_by_role("button", name="Turn round").click()
    assert [settings(figure)[f"x{t}"] for t in range(1, 6)] == [1, 2, 3, 4, 5]


def test_gradients_vanish_and_explode_live(visit):
    _, figure = visit("backpropagation")
    figure.locator("input[name=gain]").fill("0.5")
    assert state(figure)["factor"] < 0.5
    assert "vanishes" in state(figure)["said"]
    figure.locator("select").select_option("orthogonal")
    figure.locator("input[name=steps]").fill("50")
    figure.locator("input[name=gain]").fill("2")
    assert state(figure)["factor"] > 1.03
    assert "explodes" in state(figure)["said"]


def test_the_sigmoid_multiplies_small_slopes(visit):
    _, figure = visit("activations")
    tanh = state(figure)["product"][-1]
    figure.locator("select").select_option("sigmoid")
    assert max(state(figure)["slopes"]) <= 0.25
    assert state(figure)["product"][-1] < tanh


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_shows_it_without_sideways_scrolling(name, scheme, visit):
    page, figure = visit(name, width=360, has_touch=True, look=True)
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("one => document.documentElement.dataset.theme === one", arg=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    edges = figure.locator("svg, input, select, button, output, p").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().right)"
    )
    assert max(edges) <= 360
    ink, paper = page.evaluate(
        """name => { const f = document.querySelector(`[data-explorable='${name}']`);
        return [getComputedStyle(f.querySelector("svg text")).fill,
                getComputedStyle(document.body).backgroundColor]; }""",
        name,
    )
    light = [sum(map(int, re.findall(r"\d+", colour)[:3])) / 765 for colour in (ink, paper)]
    assert abs(light[0] - light[1]) > 0.5, (ink, paper)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_when_the_script_comes(name, width, visit):
    heights = []
    scripts = {"has_touch": True} if width == 360 else {}
    for blocked in (True, False):
        wanted = {"block_scripts": True} if blocked else scripts
        wanted |= {} if width == 1280 else {"width": width}
        _, figure = visit(name, look=True, **wanted)
        assert figure.evaluate("f => f.explorable === undefined") == blocked
        heights.append(figure.bounding_box()["height"])
    # A browser that runs scripts keeps the place of the controls and of their words.
    assert heights[0] == pytest.approx(heights[1], abs=1)


@pytest.mark.parametrize("name", NAMES)
def test_it_works_under_a_strict_policy(name, browser, site, tmp_path):
    policy = "default-src 'none'; script-src 'self'; style-src-attr 'unsafe-inline'"
    page_text = (site / "book" / f"{name}.html").read_text("utf-8")
    fragment = re.search(
        r'<div class="rnnbook-explorable".*?</script></div>', page_text, re.DOTALL
    ).group()
    for script in ("core", name):
        source = site / "_static" / "explorables" / f"{script}.js"
        (tmp_path / f"{script}.js").write_bytes(source.read_bytes())
    (tmp_path / "page.html").write_text(
        f'<!doctype html><html lang="en"><title>t</title><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<script defer src="core.js"></script><script defer src="{name}.js"></script>{fragment}',
        "utf-8",
    )
    page, problems = browser.new_page(), []
    page.on("console", lambda m: problems.append(m.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((tmp_path / "page.html").as_uri())
    page.locator(".rnnbook-controls").wait_for()
    assert page.evaluate("Boolean(document.querySelector('.rnnbook-explorable').explorable)")
    page.close()
    assert problems == []


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_the_still_picture(name, browser, site):
    page_text = (site / "book" / f"{name}.html").read_text("utf-8")
    fragment = re.search(
        r'<div class="rnnbook-explorable".*?</script></div>', page_text, re.DOTALL
    ).group()
    page, problems = browser.new_page(), []
    page.on("console", lambda m: problems.append(m.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_content(f"<!doctype html><div>{fragment}</div>")
    assert page.locator("svg").is_visible()
    assert not page.locator(".rnnbook-controls").is_visible()
    page.close()
    assert problems == []


def test_only_pages_with_a_figure_get_its_scripts_and_these_are_small(site):
    folder = site / "_static" / "explorables"
    sizes = {path.stem: len(gzip.compress(path.read_bytes())) for path in folder.glob("*.js")}
    assert set(sizes) == {"core", *NAMES}
    assert sizes["core"] < 4096
    assert all(size < 2048 for name, size in sizes.items() if name != "core")
    for path in (site / "book").glob("*.html"):
        wanted = re.findall(
            r'<script defer="defer" src="\.\./_static/explorables/([\w-]+)\.js[^"]*"></script>',
            path.read_text("utf-8"),
        )
        assert wanted == (["core", path.stem] if path.stem in NAMES else [])
