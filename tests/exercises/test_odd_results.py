"""Whatever comes back from a reader is judged, and is never called a fault of the book.

A few ways of being odd are tried on every exercise each time; once a week (``--hypothesis-profile
weekly``) it is 200 of them.
"""

import warnings

import odd
import pytest
import torch
from harm import find
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_checking import RIGHT, SOLUTION, answer, check, exercise_of, grows

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.judging.cases import cases, draw
from rnnbook.exercises.checker.judging.comparing import first_mismatch
from rnnbook.exercises.checker.judging.one_call import reference
from rnnbook.exercises.checker.judging.run import check_source, check_target
from rnnbook.exercises.checker.spec import Tolerance
from rnnbook.exercises.checker.strategies import normal

# What is odd is often deprecated or a prototype, and a coroutine that nobody waits for.
pytestmark = pytest.mark.filterwarnings("ignore")

SLUGS = [exercise.slug for exercise in CATALOGUE.exercises]
HEAD = "import torch\nfrom torch import nn\n"


def settings_now():
    return (
        torch.get_default_dtype(),
        torch.get_default_device(),
        torch.is_grad_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        list(warnings.filters),
        torch.isclose,
        vars(torch.Tensor).get("shape"),
    )


def instead(exercise, name):
    return check_target(exercise, lambda *a, **k: odd.INSTEAD[name](), "answer.py", seed=7)


def changed(exercise, name):
    correct, made = reference(exercise), []

    def target(*arguments):
        # Only the first call is odd: the others would take their time and are not reached.
        right = correct(*arguments)
        made.append(1)
        return odd.CHANGES[name](right) if len(made) == 1 else right

    return check_target(exercise, target, "answer.py", seed=7)


def under(exercise, name):
    source = f"{HEAD}{odd.GLOBALS[name]}\n{exercise.solution}"
    return check_source(exercise, source, "answer.py", seed=7)


def behind(exercise, name):
    """Change what is global at the end of the first call."""
    source = (
        f"{HEAD}{exercise.solution}\n\n_own, _made = {exercise.target}, []\n\n\n"
        f"def {exercise.target}(*arguments):\n    result = _own(*arguments)\n"
        f"    if not _made:\n        _made.append(1)\n        exec({odd.GLOBALS[name]!r})\n"
        "    return result\n"
    )
    return check_source(exercise, source, "answer.py", seed=7)


WAYS = {
    **{f"instead {name}": (instead, name) for name in odd.INSTEAD},
    **{f"changed {name}": (changed, name) for name in odd.CHANGES},
    **{f"under {name}": (under, name) for name in odd.GLOBALS},
    **{f"behind {name}": (behind, name) for name in odd.GLOBALS},
}
weekly = settings.default.max_examples > 100


def try_one(exercise, way):
    before = settings_now()
    judge, name = WAYS[way]
    outcome = judge(exercise, name)
    assert outcome.status != "our bug", (way, outcome)
    assert outcome.solved or outcome.message, way
    assert (
        max(map(len, (outcome.message, outcome.expected, outcome.got, outcome.suggestion))) <= 1000
    )
    assert settings_now() == before, way
    return outcome


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_no_result_of_any_exercise_is_our_bug(slug):
    exercise = find(slug)

    @settings(
        max_examples=200 if weekly else 4,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(sorted(WAYS)))
    def tried(way):
        try_one(exercise, way)

    tried()


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_being_odd_is_our_bug(way, tmp_path):
    try_one(exercise_of(tmp_path, gradients=way.startswith("under")), way)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2, 10))
def test_what_becomes_odd_later_is_not_our_bug(number, tmp_path):
    """In a later call, the repeated ones, those with gradients, and those of a property."""
    exercise = exercise_of(tmp_path, gradients=True, properties=(grows,))
    correct = reference(exercise)
    for change in (*odd.INSTEAD.values(), *odd.CHANGES.values()):
        calls = []

        def target(*arguments, calls=calls, change=change):
            calls.append(1)
            right = correct(*arguments)
            if len(calls) != number:
                return right
            return change() if change in odd.INSTEAD.values() else change(right)

        outcome = check_target(exercise, target, "answer.py", seed=7)
        assert outcome.status != "our bug", outcome
        assert len(calls) >= number, outcome


ODD_TENSORS = {
    "meta": ("is on device meta, expected cpu.", "no values"),
    "sparse": ("is sparse; expected a dense (strided) tensor.", ".to_dense() makes one."),
    "csr": ("is sparse; expected a dense (strided) tensor.", ".to_dense() makes one."),
    "nested": ("is nested; expected a dense (strided) tensor.", "to_padded_tensor"),
    "mkldnn": ("is mkldnn; expected a dense (strided) tensor.", ".to_dense() makes one."),
    "dispatched": ("is of the class Dispatched; expected torch.Tensor itself.", ""),
}


@pytest.mark.parametrize("name", ODD_TENSORS)
def test_a_tensor_of_another_kind_is_named(name, tmp_path):
    outcome = changed(exercise_of(tmp_path), name)
    says, suggestion = ODD_TENSORS[name]
    assert (outcome.stage, outcome.exit_code) == ("type", 1)
    assert outcome.message == f"The result {says}"
    assert suggestion in outcome.suggestion
    assert outcome.expected
    assert outcome.got


@pytest.mark.parametrize(
    "name",
    ["parameters", "with gradients", "inference", "wrapped"],
)
def test_a_right_tensor_in_another_dress_is_right(name, tmp_path):
    exercise = exercise_of(tmp_path)
    correct = reference(exercise)

    def target(*arguments):
        return odd.CHANGES[name](correct(*arguments))

    assert check_target(exercise, target, "a.py", seed=7).solved


def numbers():
    return (0.25, 3, {"a": 2.0})


@pytest.mark.parametrize("name", ["decimals", "fractions", "numpy numbers", "lying numbers"])
def test_a_right_number_of_another_class_is_right(name):
    assert first_mismatch(odd.CHANGES[name](numbers()), numbers(), Tolerance()) is None


@pytest.mark.parametrize(
    ("name", "stage"),
    [("infinite numbers", "finite"), ("huge numbers", "values"), ("0-d arrays", "type")],
)
def test_a_number_that_does_not_fit_is_wrong(name, stage):
    found = first_mismatch(odd.CHANGES[name](numbers()), numbers(), Tolerance())
    assert found.stage == stage
    assert found.got


@pytest.mark.parametrize(
    ("got", "expected", "stage"),
    [
        (10**400, 10**400, None),
        (10**400, 10**400 + 1, "values"),
        (10**400, 1e300, "values"),
        (2**70, 2.0**70, None),
        (float("nan"), float("nan"), None),
        (float("nan"), 1, "finite"),
        (1, float("inf"), "values"),
    ],
)
def test_numbers_beyond_floats_are_compared_exactly(got, expected, stage):
    found = first_mismatch(got, expected, Tolerance(rtol=0.0, atol=0.0))
    assert (found.stage if found else None) == stage


@pytest.mark.parametrize("name", odd.INSTEAD)
def test_an_odd_piece_of_a_result_is_named(name):
    """What is odd may lie deep in a result, beside what is right."""
    piece = odd.INSTEAD[name]()
    for expected in (0.75, torch.ones(3), "fall", {"b": 1}, (1, 2, 3, 4)):
        found = first_mismatch([1, {"a": piece}], (1, {"a": expected}), Tolerance(), ("one",))
        assert found is not None
        assert found.message.startswith("The result[1]['a']"), found


@pytest.mark.parametrize(
    "body",
    [
        "states.data = states.data[:0]",
        "states.resize_(0)",
        "states.set_(torch.zeros(1, dtype=torch.float64))",
        "states.data = states.data.float()",
        "states.__class__ = type('T', (torch.Tensor,), {'__torch_function__': None})",
        "states.requires_grad_()",
    ],
)
def test_an_argument_can_be_left_in_any_state(tmp_path, body):
    outcome = check(exercise_of(tmp_path), f"right = ({RIGHT.removeprefix('return ')})\n{body}\n"
                    "return right.detach()")  # fmt: skip
    assert outcome.status != "our bug"
    assert outcome.solved or outcome.stage in ("inputs", "runs")
    if "[:0]" in body or "resize" in body:
        assert outcome.message == "The call changed its argument states."


def test_what_is_put_into_an_argument_is_judged(tmp_path):
    from rnnbook.exercises.checker.strategies import just as fixed

    solution = "def f(kept, x):\n    return x * len(kept)\n"
    kept = fixed({"a": [1, torch.zeros(2)], "b": {"c": 1.0}})
    exercise = exercise_of(tmp_path, solution, arguments=(kept, normal("N")), mistakes=())
    for body in (
        "kept['a'][0] = kept",
        "kept['a'].append(kept)",
        "kept[kept['b'].__len__] = 1",
        "kept['b']['c'] = 10**400",
        "kept['b'] = type('K', (dict,), {'keys': None})(c=2)",
        "kept['a'][1] = kept['a'][1].to('meta')",
        "kept.clear()",
    ):
        source = f"def f(kept, x):\n    right = x * len(kept)\n    {body}\n    return right\n"
        outcome = check_source(exercise, source, "a.py", seed=7)
        assert (outcome.stage, outcome.message) == ("inputs", "The call changed its argument kept.")
    # And the next answer gets what the first one got.
    assert check_source(exercise, solution, "a.py", seed=7).solved


def test_what_an_answer_sets_stays_set_for_it_alone(tmp_path):
    exercise = exercise_of(tmp_path)
    source = answer(
        "assert torch.get_default_dtype() == torch.float16\nassert len([1]) == 7\n" + RIGHT,
        head="import builtins\nimport torch\ntorch.set_default_dtype(torch.float16)\n"
        "builtins.len = lambda values: 7\n\ndef mean_state(states, weights):\n",
    )
    outcome = check_source(exercise, source, "a.py", seed=7)
    assert outcome.solved, outcome
    assert torch.get_default_dtype() == torch.float32
    assert len([1]) == 1


@pytest.mark.parametrize("body", ["return Odd()", "raise Odd()", "return [Odd()]"])
def test_an_error_that_cannot_say_what_it_is(tmp_path, body):
    head = (
        "import torch\n\nclass Odd(Exception):\n    def __str__(self):\n        raise self\n"
        "    __repr__ = __str__\n\ndef mean_state(states, weights):\n"
    )
    outcome = check_source(exercise_of(tmp_path), answer(body, head), "a.py", seed=7)
    assert outcome.status == "not yet"
    assert "Odd" in outcome.message + outcome.got or outcome.got == "a list of 1"


def test_the_reference_is_asked_before_the_book_is_blamed(tmp_path, monkeypatch):
    from rnnbook.exercises.checker.judging import one_call

    exercise = exercise_of(tmp_path)
    honest = one_call.first_mismatch

    def fails(got, *others):
        if type(got) is float:
            raise ZeroDivisionError("here")
        return honest(got, *others)

    def fails_always(got, *others):
        return 1 / 0 if len(others) > 2 else honest(got, *others)

    monkeypatch.setattr(one_call, "first_mismatch", fails)
    outcome = check(exercise, "return 1.0")
    assert (outcome.status, outcome.stage) == ("not yet", "runs")
    assert outcome.message == "What your code made could not be judged: ZeroDivisionError: here"
    monkeypatch.setattr(one_call, "first_mismatch", fails_always)
    assert check(exercise, RIGHT).status == "our bug"


def test_the_solution_of_an_exercise_passes_first(tmp_path):
    exercise = exercise_of(tmp_path)
    assert draw(exercise, next(cases(exercise, 0)))[0].dtype == torch.float64
    assert check_source(exercise, SOLUTION, "a.py", seed=7).solved
