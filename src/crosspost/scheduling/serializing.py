"""Serializing: how the engine writes down what it keeps."""

import json
from typing import Any

from dbos import Serializer

from .enqueuing import NOTHING

EMPTY: dict[str, Any] = {"args": (), "kwargs": {}}


class Plain(Serializer):
    """JSON, and next to nothing for a turn, which is named and takes no arguments."""

    def serialize(self, data: Any) -> str:  # noqa: ANN401 - whatever the engine keeps
        """Write *data*; an exception that nobody has caught becomes its name."""
        return NOTHING if data == EMPTY else json.dumps(data, ensure_ascii=False, default=repr)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401
        """Read it."""
        return EMPTY if serialized_data == NOTHING else json.loads(serialized_data)

    def name(self) -> str:
        """What the rows say about how they are written."""
        return "json"
