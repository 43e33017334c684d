"""Central differences against derivatives known in closed form."""

import pytest
import torch

from rnnbook.probing import central_differences

POINT = torch.linspace(0.2, 2.0, 6, dtype=torch.float64).reshape(2, 3)


def test_the_gradient_is_the_derivative_entry_by_entry():
    weights = torch.arange(6, dtype=torch.float64).reshape(2, 3)
    found = central_differences(lambda v: (weights * v.sin()).sum(), POINT)
    torch.testing.assert_close(found, weights * POINT.cos(), rtol=0, atol=1e-9)


def test_the_truncation_error_is_the_third_derivative_times_a_sixth_of_the_step_squared():
    # f(v + h) - f(v - h) = 2 h f' + h^3 f''' / 3, and (v^3)''' = 6: too much by exactly h^2.
    for step in (0.1, 0.5, 2.0):
        found = central_differences(lambda v: (v**3).sum(), POINT, step)
        torch.testing.assert_close(found, 3 * POINT**2 + step**2, rtol=1e-9, atol=0)


def test_only_one_entry_is_nudged_at_a_time():
    v, w = torch.tensor([2.0, 3.0], dtype=torch.float64)
    found = central_differences(lambda p: p[0] ** 2 * p[1] ** 2, torch.stack([v, w]), 0.5)
    torch.testing.assert_close(found, torch.stack([2 * v * w**2, 2 * v**2 * w]))


def test_the_error_is_smallest_near_the_cube_root_of_epsilon():
    steps = 10.0 ** torch.arange(-13, 0)
    errors = [
        (central_differences(lambda v: v.exp().sum(), POINT, step) - POINT.exp()).abs().max()
        for step in steps.tolist()
    ]
    best = steps[torch.stack(errors).argmin()]
    assert 1e-6 < best < 1e-4


def test_the_point_is_left_as_it_is_and_a_function_may_change_what_it_gets():
    point = POINT.clone().requires_grad_()

    def spoil(v):
        total = (v**2).sum().item()
        v.zero_()
        return total

    found = central_differences(spoil, point)
    assert torch.equal(point, POINT)
    torch.testing.assert_close(found, 2 * POINT, rtol=0, atol=1e-8)


def test_a_number_without_axes_and_a_view_work_too():
    single = central_differences(lambda v: v**2, torch.tensor(3.0, dtype=torch.float64))
    torch.testing.assert_close(single, torch.tensor(6.0, dtype=torch.float64), rtol=0, atol=1e-8)
    assert central_differences(lambda v: (v**2).sum(), POINT.T).shape == (3, 2)


def test_more_than_one_number_is_refused():
    with pytest.raises(ValueError, match="function must return one number, got a tensor"):
        central_differences(lambda v: v, POINT)
