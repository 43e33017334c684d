"""The check itself: what each stage catches, in which order, and what it says."""

import gc
import textwrap
import weakref
from pathlib import Path

import pytest
import torch
from torch import Tensor

from rnnbook.exercises.checker.judging import properties
from rnnbook.exercises.checker.judging.cases import cases, draw
from rnnbook.exercises.checker.judging.comparing import first_mismatch
from rnnbook.exercises.checker.judging.one_call import expected, usual_dtype
from rnnbook.exercises.checker.judging.run import check_source, mistakes_failure
from rnnbook.exercises.checker.outcome import STAGES
from rnnbook.exercises.checker.spec import Exercise, Finding, Mistake, Tolerance
from rnnbook.exercises.checker.starter import edited
from rnnbook.exercises.checker.strategies import (
    builds,
    integers,
    just,
    lengths,
    normal,
    size,
    uniform,
)

SOLUTION = """\
import torch
from torch import Tensor


def mean_state(states: Tensor, weights: Tensor) -> Tensor:
    \"\"\"Return the weighted mean of states (N, T, H) over time, (N, H).\"\"\"
    shares = torch.softmax(weights, dim=0)
    return torch.einsum("nth,t->nh", states, shares)
"""


def exercise_of(folder, solution=SOLUTION, **changes):
    folder = folder / "weighted_mean"
    folder.mkdir(exist_ok=True)
    (folder / "solution.py").write_text(solution, "utf-8")
    (folder / "statement.md").write_text("# A mean\n\nText.\n", "utf-8")
    fields = {
        "file": str(folder / "exercise.py"),
        "chapter": "hidden-state",
        "level": 1,
        "minutes": 5,
        "kind": "function",
        "arguments": (normal("N", "T", "H"), normal("T")),
        "hints": ("One.", "Two."),
        "mistakes": (
            Mistake("All steps count the same.", (("torch.softmax(weights, dim=0)",
                    "torch.full_like(weights, 1 / len(weights))"),)),
        ),
    }  # fmt: skip
    return Exercise(**{**fields, **changes})


@pytest.fixture
def exercise(tmp_path):
    return exercise_of(tmp_path)


def answer(body, head="import torch\n\ndef mean_state(states, weights):\n"):
    return head + textwrap.indent(textwrap.dedent(body), "    ")


def check(exercise, body, seed=5):
    return check_source(exercise, answer(body), "answer.py", seed=seed)


RIGHT = "return (states * weights.softmax(0)[:, None]).sum(dim=1)"


def test_another_way_to_the_same_values_is_right(exercise):
    outcome = check(exercise, RIGHT)
    assert outcome.solved
    assert outcome.seed == 5
    # Five calls and the repetition.
    assert outcome.checks == 6


@pytest.mark.parametrize(
    ("stage", "body", "says"),
    [
        ("loads", "return (", "This is not Python"),
        ("runs", "return states @ weights", "RuntimeError"),
        ("runs", "x = 1\nraise NotImplementedError", "NotImplementedError"),
        ("runs", "raise SystemExit(0)", "SystemExit"),
        ("inputs", "states += 1\n" + RIGHT, "changed its argument states"),
        ("inputs", "weights.zero_()\nreturn None", "changed its argument weights"),
        ("none", "x = states.sum(dim=1)", "returned None"),
        ("type", "return [1.0]", "wrong kind"),
        ("type", "return states.sum(dim=1).numpy()", "wrong kind"),
        ("shape", RIGHT + "[None]", "wrong shape"),
        ("shape", RIGHT + ".T", "wrong shape"),
        ("dtype", RIGHT + ".float()", "wrong dtype"),
        ("finite", RIGHT + " / 0", "is "),
        ("values", "return -" + RIGHT.removeprefix("return "), "differs in 12 of 12"),
        ("values", "return states.mean(dim=1)", "differs in"),
    ],
)  # fmt: skip
def test_the_first_thing_that_is_wrong_is_named(exercise, stage, body, says):
    outcome = check(exercise, body)
    assert outcome.status == "not yet"
    assert outcome.stage == stage
    assert stage in STAGES
    assert says in outcome.message


def test_what_is_kept_from_call_to_call_is_not_repeatable(exercise):
    body = (
        f"mean_state.calls = getattr(mean_state, 'calls', 0) + 1\n{RIGHT} * (mean_state.calls < 7)"
    )
    outcome = check(exercise, body)
    assert outcome.stage == "repeatable"
    assert "two different results" in outcome.message
    # Noise far below the tolerance is no fault.
    assert check(exercise, RIGHT + " + 1e-13 * torch.randn(())").solved


def test_what_is_drawn_without_a_seed_is_not_repeatable(exercise):
    # Right wherever the check itself has set the seed, which readers do not see.
    generator = torch.Generator().manual_seed(0)
    usual = torch.rand((), generator=generator, dtype=torch.float64).item()
    outcome = check(exercise, f"{RIGHT} + (torch.rand(()).double() - {usual!r})")
    assert outcome.stage == "repeatable", outcome
    assert "Random numbers have to come from the seed" in outcome.suggestion


def test_a_message_says_where_with_what_and_how_to_go_on(exercise):
    outcome = check(exercise, "y = states.sum(dim=1)\nreturn y @ weights", seed=3)
    assert outcome.where == "answer.py, line 5: return y @ weights"
    assert outcome.call == "mean_state(states: (3, 5, 4) float64, weights: (5,) float64)"
    assert outcome.seed == 0
    outcome = check(exercise, RIGHT + ".T")
    assert (outcome.expected, outcome.got) == ("shape (3, 4)", "shape (4, 3)")
    assert outcome.suggestion == "The axes are there, in another order."


def test_patterns_of_wrong_values_are_named(exercise):
    assert check(exercise, RIGHT + " * -1").suggestion == "Every entry has the opposite sign."
    assert "3 times" in check(exercise, RIGHT + " * 3").suggestion
    assert check(exercise, RIGHT + " * 0 + 1").suggestion == "All entries are the same."


def test_a_known_mistake_is_named_and_other_wrong_values_are_not(exercise):
    assert check(exercise, "return states.mean(1)").suggestion == "All steps count the same."
    assert check(exercise, "return states.sum(1)").suggestion != "All steps count the same."


@pytest.mark.parametrize("earlier", ["states.shape == (3, 5, 4)", "states.shape == (1, 1, 1)"])
def test_a_mistake_that_would_have_failed_earlier_is_not_named(tmp_path, earlier):
    views = "    if not states.is_contiguous():\n        states = 3 * states\n    return"
    both = f"    if {earlier}:\n        states = 2 * states\n{views}"
    mistakes = Mistake("It doubles.", (("    return", both),)), Mistake("No.", (("return", "1;"),))
    exercise = exercise_of(tmp_path, mistakes=mistakes)
    source = edited(SOLUTION, (("    return", views),))
    outcome = check_source(exercise, source, "a.py", seed=5)
    assert outcome.call.endswith("with views")
    assert outcome.suggestion == "Every entry is 3 times what it should be."
    later = exercise_of(tmp_path, mistakes=(Mistake("It triples.", (("    return", views),)),))
    assert check_source(later, source, "a.py", seed=5).suggestion == "It triples."


REMEMBERED = (expected, mistakes_failure, properties._solution_passes)


def forget():
    for function in REMEMBERED:
        function.cache_clear()


def test_what_is_remembered_changes_no_outcome_in_whatever_order_it_is_asked_for(tmp_path):
    exercise = exercise_of(
        tmp_path,
        SOLUTION.replace("states, shares)", "states, shares) + 0 * torch.randn(())"),
        mistakes=(
            Mistake("All steps count the same.", (("torch.softmax(weights, dim=0)",
                    "torch.full_like(weights, 1 / len(weights))"),)),
            Mistake("Chance comes in.", (("+ 0 *", "+"),)),
            # Right the first two times that it is called, whatever it is called with.
            Mistake("It wears out.", (("def mean", "left = [1, 1]\n\n\ndef mean"),
                    ("+ 0 *", "- bool(not left or left.pop() > 1) *"))),
            Mistake("It changes a state.", (("    shares", "    states[0] = 0\n    shares"),)),
            Mistake("It grows too fast.", (("    return", "    if states.shape == (2, 3, 4):\n"
                    "        states = 2 * states\n    return"),)),
        ),
        properties=(grows,),
    )  # fmt: skip
    answers = [edited(exercise.solution, mistake.edits) for mistake in exercise.mistakes]
    answers += [answer(body) for body in (RIGHT, RIGHT + ".T", RIGHT + " * 2", "states.mean(1)")]
    alone = []
    for source in answers:
        forget()
        torch.manual_seed(len(alone))
        alone.append(check_source(exercise, source, "a.py", seed=3))
    stages = ["values", "values", "values", "inputs", "properties", "", "shape", "values", "none"]
    assert [outcome.stage for outcome in alone] == stages
    assert (
        sum(outcome.suggestion in {m.message for m in exercise.mistakes} for outcome in alone) >= 4
    )
    for order in (range(len(answers)), reversed(range(len(answers)))):
        forget()
        for number in order:
            torch.manual_seed(100 + number)
            found = check_source(exercise, answers[number], "a.py", seed=3)
            assert found == alone[number], answers[number]


def test_each_mistake_is_judged_once_for_all_answers_that_fail_at_the_same_step(tmp_path):
    calls = []
    solution = "calls = []\n\n\ndef f(x):\n    return x\n"
    mistake = Mistake("It is noted.", (("return x", "calls.append(1)\n    return 2 * x"),))
    exercise = exercise_of(tmp_path, solution, arguments=(noting(calls),), mistakes=(mistake,))
    # Once and for all it is drawn for its dtype.
    assert usual_dtype(exercise) == torch.float64
    for factor in (3, 4, 5, 2):
        calls.clear()
        source = f"def f(x):\n    return {factor} * x\n"
        outcome = check_source(exercise, source, "a.py", seed=0)
        assert (outcome.suggestion == mistake.message) == (factor == 2)
        # Two draws are of the answer itself, one is that of the call as it is described.
        assert len(calls) == (3 + 2 + 2 if factor == 3 else 3)


def noting(calls):
    """Draw a tensor, and note that it was drawn."""

    def make(sizes, generator):
        calls.append(generator.initial_seed())
        return torch.randn(3, generator=generator, dtype=torch.float64)

    return builds(make)


def test_what_is_remembered_holds_on_to_nothing_that_a_call_made(exercise):
    made = []
    wrong = exercise_of(
        Path(exercise.file).parents[1],
        mistakes=(Mistake("It gives up.", (("    shares", "    torch.keep(states); shares"),)),),
    )
    torch.keep = lambda states: made.append(weakref.ref(states)) or 1 / 0
    try:
        check(wrong, "raise ValueError")
    finally:
        del torch.keep
    gc.collect()
    assert made
    assert all(kept() is None for kept in made)


def test_what_only_fails_for_views_or_short_sequences_is_caught(exercise):
    outcome = check(exercise, "states.view(-1)\n" + RIGHT)
    assert outcome.stage == "runs"
    assert outcome.call.endswith("with views")
    outcome = check(exercise, "states[:, 1]\n" + RIGHT)
    assert outcome.call == "mean_state(states: (1, 1, 1) float64, weights: (1,) float64)"


def test_a_fresh_seed_can_be_replayed(exercise):
    # Right but for one seed: the last call shows it, and so does every check with that seed.
    torch.manual_seed(0)
    last = draw(exercise, list(cases(exercise, 1234))[-1])[1][0].item()
    trap = f"if abs(weights[0].item() - {last!r}) < 1e-12:\n    return states.sum(dim=1)\n{RIGHT}"
    outcome = check(exercise, trap, seed=1234)
    assert (outcome.stage, outcome.seed) == ("values", 1234)
    assert check(exercise, trap, seed=1).solved


def test_a_starter_is_not_started_in_whatever_dress(exercise):
    for body in ("...", "pass", "raise NotImplementedError", "'mine'\nraise NotImplementedError()"):
        outcome = check(exercise, body)
        assert outcome.status == "not started", body
    assert check(exercise, "return None").status == "not yet"


def test_a_target_of_another_name_is_not_there(exercise):
    outcome = check_source(exercise, "def mean_states(a, b):\n    return a\n", "a.py", seed=0)
    assert (outcome.stage, outcome.expected, outcome.got) == (
        "target", "mean_state", "mean_states",
    )  # fmt: skip
    outcome = check_source(exercise, "mean_state = 3\n", "a.py", seed=0)
    assert outcome.stage == "target"


def test_a_file_that_fails_while_it_loads_names_its_line(exercise):
    source = "import torch\n\n1 / 0\n" + answer(RIGHT)
    outcome = check_source(exercise, source, "answer.py", seed=0)
    assert (outcome.stage, outcome.where) == ("loads", "answer.py, line 3: 1 / 0")
    outcome = check_source(exercise, "def mean_state(:\n", "answer.py", seed=0)
    assert outcome.where.startswith("answer.py, line 1")
    outcome = check_source(exercise, "x = '\0'\n", "answer.py", seed=0)
    assert outcome.stage == "loads"


def test_gradients_are_compared_where_asked(tmp_path):
    plain, strict = exercise_of(tmp_path), exercise_of(tmp_path, gradients=True)
    detached = RIGHT.replace("weights", "weights.detach()")
    assert check(plain, detached).solved
    outcome = check(strict, detached)
    assert (outcome.stage, outcome.message) == ("gradients", "No gradient reaches weights.")
    half = RIGHT.replace("weights", "(0.5 * weights + 0.5 * weights.detach())")
    outcome = check(strict, half)
    assert outcome.stage == "gradients"
    assert "weights is not" in outcome.message
    assert check(strict, RIGHT).solved


def test_another_result_where_gradients_are_asked_for_is_named_and_not_added_up(tmp_path):
    exercise = exercise_of(tmp_path, gradients=True)
    huge = RIGHT.replace(
        "return ", "return weights.new_zeros(1).expand(10**9) if weights.requires_grad else "
    )
    outcome = check(exercise, huge)
    assert outcome.stage == "shape"
    assert outcome.message.startswith(
        "With inputs that ask for gradients: The result has the wrong shape"
    )


def test_a_gradient_that_is_like_a_mistakes_in_one_entry_is_not_that_mistake(tmp_path):
    solution = "def f(x, share):\n    return x * x.detach()\n"
    both = Mistake("Both factors count.", (("x.detach()", "x"),))
    values = just(torch.tensor([1.0, 2.0])), just(torch.tensor([1.0, 0.5]))
    exercise = exercise_of(tmp_path, solution, arguments=values, mistakes=(both,), gradients=True)
    for factor, known in [("x", True), ("(share * x + (1 - share) * x.detach())", False)]:
        source = solution.replace("x.detach()", factor)
        outcome = check_source(exercise, source, "a.py", seed=0)
        assert outcome.stage == "gradients"
        assert (outcome.suggestion == both.message) == known


def test_a_model_that_is_trained_in_place_is_to_be_copied(tmp_path):
    solution = "def f(model):\n    return model.weight.sum().item()\n"
    layer = builds(lambda sizes, generator: torch.nn.Linear(2, 2))
    exercise = exercise_of(tmp_path, solution, arguments=(layer,), mistakes=())
    source = "def f(model):\n    model.weight.data += 1\n    return 0.0\n"
    outcome = check_source(exercise, source, "a.py", seed=0)
    assert outcome.stage == "inputs"
    assert "copy.deepcopy(model)" in outcome.suggestion


def grows(target, seed):
    x = torch.ones(2, 3, 4, dtype=torch.float64)
    weights = torch.zeros(3, dtype=torch.float64)
    total = target(x * seed, weights).sum().item()
    if abs(total - 8 * seed) > 1e-6:
        return Finding("It does not grow with its input.", str(8 * seed), str(total), "Look.")
    return None


def test_properties_come_last_and_have_a_voice(tmp_path):
    exercise = exercise_of(tmp_path, properties=(grows,))
    assert check(exercise, RIGHT).checks == 7
    trap = f"if states.shape == (2, 3, 4):\n    return torch.zeros(2, 4).double()\n{RIGHT}"
    outcome = check(exercise, trap)
    assert (outcome.stage, outcome.suggestion, outcome.seed) == ("properties", "Look.", 5)


@pytest.mark.parametrize(
    "changes",
    [
        {"arguments": (builds(lambda sizes, generator: 1 / 0), normal("T"))},
        {"properties": (lambda target, seed: Finding("Never."),)},
        {"properties": (lambda target, seed: 1 / 0,)},
        {"arguments": (normal("N"), normal("T"))},
    ],
)
def test_a_fault_of_ours_is_said_to_be_ours(tmp_path, changes):
    outcome = check(exercise_of(tmp_path, **changes), RIGHT)
    assert outcome.status == "our bug"
    assert outcome.exit_code == 3


def test_a_solution_that_returns_nothing_is_our_bug(tmp_path):
    solution = SOLUTION.replace("return torch", "torch")
    outcome = check(exercise_of(tmp_path, solution, mistakes=()), RIGHT)
    assert outcome.status == "our bug"


def test_a_guess_is_not_given_away(tmp_path):
    solution = 'def guess() -> float:\n    """Return it."""\n    return 0.62\n'
    exercise = exercise_of(
        tmp_path, solution, arguments=(), mistakes=(), tolerance=Tolerance(atol=0.05)
    )
    for value, solved in [("0.6", True), ("1", False), ("'0.62'", False), ("float('nan')", False)]:
        source = f"def guess():\n    return {value}\n"
        outcome = check_source(exercise, source, "a.py", seed=0)
        assert outcome.solved == solved
        assert "0.62" not in outcome.expected + outcome.message + outcome.suggestion


@pytest.mark.parametrize(
    ("value", "stage", "expected", "suggestion"),
    [
        ("('rest', 'move')", "", "", ""),
        ("('Rest ', 'move')", "", "", ""),
        ("('move', 'move')", "values", "", ""),
        ("('at rest', 'move')", "values", "", "'at rest' is not one of the words to choose from."),
        ("('rest',)", "type", "a tuple of 2", ""),
        ("'rest'", "type", "a tuple", ""),
    ],
)
def test_a_guess_in_words(tmp_path, value, stage, expected, suggestion):
    solution = 'def guess():\n    """Return two of "rest", "move"."""\n    return "rest", "move"\n'
    exercise = exercise_of(tmp_path, solution, arguments=(), mistakes=())
    outcome = check_source(exercise, f"def guess():\n    return {value}\n", "a.py", seed=0)
    assert (outcome.stage, outcome.expected, outcome.suggestion) == (stage, expected, suggestion)


@pytest.mark.parametrize(
    ("got", "expected", "stage"),
    [
        (1, 1.0, None),
        (True, 1, "type"),
        (1, True, "type"),
        (torch.tensor(1.0), 1.0, "type"),
        ([1, 2], (1, 2), None),
        ((1, 2, 3), (1, 2), "type"),
        ({"a": 1}, {"b": 1}, "type"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, None),
        ((torch.zeros(2), 1.0), (torch.zeros(2), 2.0), "values"),
        ((torch.zeros(2, 1), 1.0), (torch.zeros(2), 2.0), "shape"),
        (torch.zeros(2, dtype=torch.int64), torch.zeros(2), "dtype"),
        (torch.tensor([torch.nan]), torch.tensor([0.0]), "finite"),
        (torch.tensor([torch.inf]), torch.tensor([torch.inf]), None),
        (torch.tensor([torch.nan]), torch.tensor([torch.nan]), None),
        (torch.tensor([0.0]), torch.tensor([torch.nan]), "values"),
        (torch.tensor([True, False]), torch.tensor([True, True]), "values"),
        (torch.zeros(0), torch.zeros(0), None),
        ("rise", "fall", "values"),
        (float("inf"), 1.0, "finite"),
        (None, 1.0, "type"),
    ],
)
def test_results_are_compared_without_broadcasting(got, expected, stage):
    found = first_mismatch(got, expected, Tolerance())
    assert (found.stage if found else None) == stage


def test_another_length_is_said_of_what_was_returned():
    found = first_mismatch([1, 2, 3], (1, 2), Tolerance())
    assert (found.expected, found.got) == ("a tuple of 2", "a list of 3")


def test_what_is_right_along_an_axis_is_told_and_of_the_rest_no_more_than_is_so():
    right = torch.arange(1.0, 25.0).reshape(8, 3)
    got = right.clone()
    got[7, 1] = 0.0
    said = first_mismatch(got, right, Tolerance()).suggestion
    assert said == (
        "Along axis 0, what stands at 0, 1, 2, 3, 4, 5 and others is right; in every other place "
        "something is not."
    )


def test_draws_have_the_shapes_they_say():
    sizes = {"N": 3, "T": 5}
    generator = torch.Generator().manual_seed(0)
    assert normal("N", 2).draw(sizes, generator).shape == (3, 2)
    drawn = lengths("N", "T").draw(sizes, generator)
    assert drawn.max() == 5
    assert drawn.min() >= 1
    assert 0 <= integers(0, "T").draw(sizes, generator) < 5
    assert 2 <= uniform(2, 3).draw(sizes, generator) < 3
    assert size("T").draw(sizes, generator) == 5
    assert just("x").draw(sizes, generator) == "x"
    scaled = normal(4000, scale=3.0).draw(sizes, generator)
    assert scaled.std().item() == pytest.approx(3, rel=0.1)


def test_views_are_not_contiguous_and_hold_the_same_values(exercise):
    ladder = {case.views: case for case in cases(exercise, 0)}
    states, _ = draw(exercise, ladder[True])
    assert isinstance(states, Tensor)
    assert not states.is_contiguous()
