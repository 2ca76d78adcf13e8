"""The JSON Schemas that others build on: made from the models, so that the two cannot differ."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


def schema_of(model: type[BaseModel], name: str, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a document, version 1. Every member is required; more are allowed."""
    made = model.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:schoolproof:{name}:1",
        **made,
        "title": title,
    }
