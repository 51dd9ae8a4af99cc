import numpy as np
import pytest

from tests.similarity.makers import all_pairs, assert_pairs, clustered, random_unit
from workbench.errors import InputError
from workbench.progress import Quiet
from workbench.similarity import pairs
from workbench.similarity.exact_pairs.collector import Collector
from workbench.similarity.exact_pairs.torch_tiles import join_torch, product_error
from workbench.similarity.join import LARGE, _way, cuda_at_hand
from workbench.similarity.unit_vectors import dot_error


def found_by(device, vectors, threshold, **pieces):
    collector = Collector(threshold, 10**7)
    join_torch(vectors, collector, device=device, tile=300, progress=Quiet(), **pieces)
    return collector.sorted(len(vectors))


def same(found, joined):
    for one, other in zip(found, (joined.left, joined.right, joined.similarity), strict=True):
        np.testing.assert_array_equal(one, other)


def check_device(device):
    vectors = clustered(1000, 384)
    for threshold in (0.3, 0.85, float(all_pairs(vectors[:50])[2].max())):
        same(found_by(device, vectors, threshold), pairs(vectors, threshold, device="cpu"))


def test_torch_tiles_find_the_same_pairs_bit_for_bit():
    check_device("cpu")


@pytest.mark.gpu
def test_a_gpu_finds_the_same_pairs_bit_for_bit():
    if not cuda_at_hand():
        pytest.skip("no CUDA device")
    check_device("cuda")
    vectors = clustered(2000, 384)
    same(found_by("cuda", vectors, 0.8), pairs(vectors, 0.8, device="cuda"))


def test_more_candidates_than_are_checked_at_a_time():
    vectors = clustered(500, 12, clusters=2)
    same(found_by("cpu", vectors, 0.1, strip=5_000, checked=700), pairs(vectors, 0.1))


@pytest.mark.parametrize("precision", ["high", "medium"])
def test_coarser_products_are_allowed_for(precision):
    import torch

    vectors = clustered(600, 64)
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(precision)
    try:
        assert product_error(64) > 0.01 > dot_error(64)
        same(found_by("cpu", vectors, 0.8), pairs(vectors, 0.8))
    finally:
        torch.set_float32_matmul_precision(before)
    assert product_error(64) == dot_error(64)


def test_a_join_goes_where_cuda_is_if_it_is_large_or_told_to(monkeypatch):
    used = []

    def here(vectors, collector, *, progress):
        used.append("cuda")
        join_torch(vectors, collector, device="cpu", progress=progress)

    monkeypatch.setattr("workbench.similarity.exact_pairs.torch_tiles.join_torch", here)
    monkeypatch.setattr("workbench.similarity.join.cuda_at_hand", lambda: True)
    vectors = clustered(300, 32)
    truth = all_pairs(vectors)
    assert_pairs(pairs(vectors, 0.8), truth, 0.8)
    assert used == []
    assert_pairs(pairs(vectors, 0.8, device="cuda"), truth, 0.8)
    assert used == ["cuda"]
    assert [_way(device, LARGE) for device in ("auto", "cpu")] == ["cuda", "heads"]
    assert _way("auto", LARGE - 1) == "heads"


def test_devices_that_are_not_there(monkeypatch):
    monkeypatch.setattr("workbench.similarity.join.cuda_at_hand", lambda: False)
    with pytest.raises(InputError, match=r'no CUDA device here\. Try: device="auto"'):
        pairs(random_unit(3, 4), 0.9, device="cuda")
    with pytest.raises(InputError, match="device must be one of 'auto', 'cpu', 'cuda'"):
        pairs(random_unit(3, 4), 0.9, device="gpu")
