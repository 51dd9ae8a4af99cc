from tests.topics.conftest import four

__all__ = ["four"]
