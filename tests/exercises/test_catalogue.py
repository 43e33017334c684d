"""Every exercise keeps its promises: honest checks, and one source for each thing it shows."""

import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import torch
from harm import find
from torch import Tensor, nn

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.judging.cases import Case, cases, copied, draw
from rnnbook.exercises.checker.judging.one_call import CheckFailed, ReferenceFailedError, reference
from rnnbook.exercises.checker.judging.run import check_source, check_target, steps
from rnnbook.exercises.checker.lint import WIDTH, faults, strays
from rnnbook.exercises.checker.spec import KINDS
from rnnbook.exercises.checker.starter import edited, starter_of

ROOT = Path(__file__).resolve().parents[2]
SLUGS = [slug for chapter in CATALOGUE.chapters for slug in chapter.slugs]
# Drawn anew at each check of a reader; here some that were not looked at while writing.
SEEDS = [0, *range(71_000, 71_010), *range(1, 10)]
# What wrong answers are checked with: one seed, since what is known of a mistake is kept for it.
SEED = 7


# All tests of one exercise after each other, while what its solution returns is remembered.
@pytest.fixture(params=SLUGS, scope="module")
def exercise(request):
    return find(request.param)


def check(exercise, source, seed=0):
    return check_source(exercise, source, "answer.py", seed=seed)


def test_the_catalogue_is_what_the_chapters_say():
    done = subprocess.run(
        [sys.executable, "-m", "bookbuild", "statements", "--check"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert list(strays(CATALOGUE)) == []


def test_there_are_enough_of_every_kind_and_level():
    exercises = CATALOGUE.exercises
    assert len(exercises) >= 30
    assert {e.kind for e in exercises} == set(KINDS)
    assert {e.level for e in exercises} == {1, 2, 3}
    for chapter in CATALOGUE.chapters:
        kinds = [find(slug).kind for slug in chapter.slugs]
        assert "prediction" in kinds, chapter.name
        assert sum(kind != "prediction" for kind in kinds) >= 3, chapter.name


def test_listing_all_exercises_imports_no_torch():
    code = (
        "import sys; from rnnbook.exercises import CATALOGUE;"
        "[(e.title, e.target, e.starter) for e in CATALOGUE.exercises];"
        "print({'torch', 'matplotlib', 'numpy', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_there_is_nothing_wrong_with_its_files(exercise):
    assert list(faults(CATALOGUE, exercise.slug)) == []


def test_solutions_are_formatted_for_the_page():
    solutions = sorted(CATALOGUE.folder.glob("*/solution.py"))
    command = [sys.executable, "-m", "ruff", "format", "--check", "--line-length", str(WIDTH)]
    done = subprocess.run([*command, *solutions], capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)} FILE says:\n{done.stdout}{done.stderr}"
    assert f"{len(solutions)} files already formatted" in done.stdout


def test_the_untouched_starter_is_not_started(exercise):
    outcome = check(exercise, exercise.starter)
    assert outcome.status == "not started", outcome
    commented = "# my notes\n" + exercise.starter + "\n\nprint('mine')\n"
    assert check(exercise, commented).status == "not started"


def test_the_starter_holds_nothing_of_the_answer(exercise):
    if not exercise.bug:
        starter = exercise.starter
        assert starter == starter_of(exercise.solution)
        kept = set(starter.splitlines())
        lost = [line for line in exercise.solution.splitlines() if line not in kept]
        assert lost, "nothing was taken out"


def seeds_for(count, run):
    """Return ``count`` seeds: the first ones of ``SEEDS``, and one that belongs to a run of CI."""
    fresh = zlib.crc32(run.encode()) % 100_000 if run else SEEDS[count - 1]
    return [*SEEDS[: count - 1], fresh]


def test_there_is_a_fresh_seed_for_each_run_of_ci_and_none_here():
    assert seeds_for(3, "") == SEEDS[:3]
    assert seeds_for(20, "") == SEEDS
    assert len(set(SEEDS)) == 20
    ours, others = seeds_for(3, "16532401"), seeds_for(3, "16532402")
    assert ours == seeds_for(3, "16532401")
    assert ours[:2] == others[:2] == SEEDS[:2]
    assert ours[2] != others[2]
    assert 0 <= ours[2] < 100_000


def test_every_week_all_seeds_are_tried_and_fresh_bad_values():
    weekly = (ROOT / ".github" / "workflows" / "weekly.yml").read_text("utf-8")
    assert f"--seeds {len(SEEDS)} --hypothesis-profile weekly" in weekly


def how_it_fails(exercise, seed, whole):
    """Return what is wrong with the solution under a seed; "" if nothing is."""
    if whole:
        outcome = check(exercise, exercise.solution, seed)
        return "" if outcome.solved else f"{outcome}"
    try:
        for step in steps(exercise, seed):
            # The other calls are the same under every seed.
            if step.seed == seed:
                step.judge(reference(exercise), "solution.py")
    except CheckFailed as failure:
        return f"{step.name}: {step.call} {failure.mismatch} {failure.where}"
    except ReferenceFailedError as error:
        return f"{error}"
    return ""


@pytest.mark.slow
def test_the_solution_passes_under_every_seed(exercise, request):
    count, run = request.config.getoption("--seeds"), os.environ.get("GITHUB_RUN_ID", "")
    again = f'python -m pytest "{request.node.nodeid}" --seeds {count}'
    if run:
        again = f"GITHUB_RUN_ID={run} {again}"
    for number, seed in enumerate(seeds_for(count, run)):
        fault = how_it_fails(exercise, seed, whole=number == 0)
        assert not fault, f"with seed {seed}: {fault}\nto see it again: {again}"


@pytest.mark.slow
def test_every_known_mistake_is_answered_by_its_own_message(exercise):
    # A prediction cannot fail; what led to it may be put right.
    wanted = "solved" if exercise.kind == "prediction" else "not yet"
    for mistake in exercise.mistakes:
        outcome = check(exercise, edited(exercise.solution, mistake.edits), SEED)
        assert outcome.status == wanted, (mistake.message, outcome)
        assert outcome.suggestion == mistake.message, (mistake.message, outcome)


def test_the_broken_program_of_a_repair_fails_its_check(exercise):
    if exercise.bug:
        # Called as a target, so that it is judged and not taken for untouched.
        names = {}
        exec(exercise.starter, names)
        outcome = check_target(exercise, names[exercise.target], "answer.py", seed=0)
        assert outcome.status == "not yet", outcome


def wrapped(exercise, change, first):
    """Return a target that computes what the solution does and then spoils it.

    ``first`` is what the solution returns for the first call of a check.
    """
    correct, waiting = reference(exercise), [first]

    def wrong(*arguments):
        right = copied(waiting.pop()) if waiting else correct(*arguments)
        return change(right, arguments)

    return wrong


def tensors(value):
    """Return the tensors in a result, however they are nested."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, tuple | list):
        return [t for inner in value for t in tensors(inner)]
    if isinstance(value, dict):
        return [t for inner in value.values() for t in tensors(inner)]
    return []


def has_numbers(value):
    """Return whether there is a number or a tensor in a result."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        return any(map(has_numbers, value))
    return isinstance(value, Tensor | int | float | nn.Module) and not isinstance(value, bool)


def changed(value, change):
    """Return a result with ``change`` applied to each tensor or number in it."""
    if isinstance(value, tuple | list):
        return type(value)(changed(inner, change) for inner in value)
    if isinstance(value, dict):
        return {key: changed(inner, change) for key, inner in value.items()}
    if isinstance(value, nn.Module):
        state = {k: change(v) for k, v in value.state_dict().items()}
        with torch.no_grad():
            for name, parameter in value.state_dict().items():
                parameter.copy_(state[name])
        return value
    if isinstance(value, Tensor | int | float) and not isinstance(value, bool):
        return change(value)
    return value


def first_result(exercise):
    """Return the arguments of the first call of a check, and what the solution returns."""
    arguments = draw(exercise, next(iter(cases(exercise, 0))))
    torch.manual_seed(0)
    return reference(exercise)(*arguments), arguments


def not_a_number(value):
    if isinstance(value, Tensor):
        return torch.full_like(value, torch.nan) if value.is_floating_point() else value * 0 - 99
    return float("nan")


def generic_wrong_answers(exercise):
    """Yield ``(name, target)`` of the wrong answers that make sense for an exercise."""
    if exercise.is_class:
        # The class of a module: its forward is spoilt instead of its result.
        correct = reference(exercise)
        for name, change in [
            ("None", lambda out: None),
            ("an extra axis", lambda out: changed(out, lambda t: t[None])),
            ("not a number", lambda out: changed(out, not_a_number)),
            ("float32", lambda out: changed(out, lambda t: t.float())),
            ("zero", lambda out: changed(out, lambda t: t * 0)),
        ]:
            spoilt = type(correct.__name__, (correct,), {})
            inner = correct.forward
            spoilt.forward = lambda self, *a, i=inner, c=change, **k: c(i(self, *a, **k))
            yield name, spoilt
        return
    result, arguments = first_result(exercise)
    found = tensors(result)

    def spoilt(change):
        return wrapped(exercise, change, result)

    yield "None", lambda *a: None
    yield "nothing but text", lambda *a: "no"
    yield "an empty tuple", lambda *a: ()
    if has_numbers(result):
        yield "not a number", spoilt(lambda r, a: changed(r, not_a_number))
    if has_numbers(result) and exercise.kind != "prediction":
        far = 1e3 + 1e3 * exercise.tolerance.atol
        yield "another number", spoilt(lambda r, a: changed(r, lambda v: v * 2 + far))
    if found:
        yield "an extra axis", spoilt(lambda r, a: changed(r, lambda t: t[None]))
        if any(t.ndim >= 2 and t.shape[-1] != t.shape[-2] for t in found):
            yield (
                "transposed",
                spoilt(
                    lambda r, a: changed(r, lambda t: t.transpose(-1, -2) if t.ndim > 1 else t),
                ),
            )
        if any(t.is_floating_point() for t in found):
            other = torch.float32 if found[0].dtype == torch.float64 else torch.float64

            def recast(value):
                is_float = isinstance(value, Tensor) and value.is_floating_point()
                return value.to(other) if is_float else value

            yield "another dtype", spoilt(lambda r, a: changed(r, recast))
        yield (
            "cut to one entry",
            spoilt(lambda r, a: changed(r, lambda t: t.flatten()[:1])),
        )
    if any(isinstance(a, Tensor) for a in arguments):

        def spoils(result, arguments):
            for argument in arguments:
                if isinstance(argument, Tensor) and argument.numel():
                    argument.view_as(argument).copy_(argument.flip(0) + 1)
                    break
            return result

        yield "an input changed in place", spoilt(spoils)
    if exercise.arguments:
        yield "the answer of the first call", lambda *a: result


@pytest.mark.slow
def test_generic_wrong_answers_are_rejected(exercise):
    count = 0
    for name, wrong in generic_wrong_answers(exercise):
        outcome = check_target(exercise, wrong, "answer.py", seed=SEED)
        assert outcome.status == "not yet", (name, outcome)
        count += 1
    assert count >= (3 if not exercise.arguments else 5), count


@pytest.mark.slow
def test_the_answer_for_another_seed_is_rejected(exercise):
    """What was right for other random arguments is wrong for these."""
    if not exercise.arguments or exercise.is_class:
        return
    ladder = list(cases(exercise, SEED))
    other = {case.seed: Case(case.name, case.sizes, case.seed + 500) for case in ladder}
    correct = reference(exercise)
    answers = iter([correct(*draw(exercise, other[case.seed])) for case in ladder] * 3)
    outcome = check_target(exercise, lambda *a: next(answers), "answer.py", seed=SEED)
    assert outcome.status == "not yet", outcome


@pytest.mark.slow
def test_a_check_has_several_steps(exercise):
    assert len(list(steps(exercise, SEED))) >= (2 if not exercise.arguments else 4)


CELL = re.compile(r"^```\{code-cell\} python\n:tags: \[(.*?)\]\n(.*?)^```$", re.M | re.S)


def test_the_chapter_shows_the_starter_and_the_solution(exercise):
    text = (ROOT / "book" / f"{exercise.chapter}.md").read_text("utf-8")
    start = text.index(f":label: {exercise.label}\n")
    shown = [body for tags, body in CELL.findall(text[start:]) if "exercise" in tags]
    assert shown, "no cell with the starter"
    wanted = f'{exercise.starter}\n\ncheck("{exercise.slug}", {exercise.target})\n'
    assert shown[0] == wanted
    if exercise.kind == "prediction":
        asked = rf'^assert check\("{exercise.slug}", lambda: \w+\)\.agrees$'
        measured = re.search(asked, text, re.M)
        assert measured, "no cell checks the prediction against what the chapter measures"
    else:
        block = text.split(f"{{solution-start}} {exercise.label}\n")[1].split("{solution-end}")[0]
        assert f'solution("{exercise.slug}")' in block


def test_steps_until_is_right_where_the_distance_is_an_exact_power():
    steps_until = reference(find("hidden_mean"))
    for hundredths in range(1, 100):
        w = hundredths / 100
        for k in range(1, 30):
            assert steps_until(w, w**k) == k, (w, k)
