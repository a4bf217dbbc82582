"""A file of YAML as nodes that know their lines, and what may stand at one.

YAML turns an unquoted ``NO`` into false, ``5.1`` into a number and ``2018-12-31`` into a date, so
text must be text: all else is refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from foedus.errors import BadInput
from foedus.rdf import reading

# The same safe subset of YAML, by libyaml where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(path: Path) -> yaml.Node | None:
    """The tree of a file, None for an empty one. Raises BadInput for what is no YAML."""
    text = reading.read_text(path)
    try:
        tree: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = " ".join(str(getattr(error, "problem", None) or "cannot be read").split())
        raise BadInput(f"not YAML: {reason}", str(path), mark.line + 1 if mark else None) from None
    return tree


class Nodes:
    """Reads the nodes of one file, and refuses with the line of the node."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, node: yaml.Node | None, reason: str) -> BadInput:
        """The error of a node: its line, or the first where there is none."""
        return BadInput(reason, self.name, node.start_mark.line + 1 if node else 1)

    def mapping(self, node: yaml.Node, words: set[str] | None) -> dict[str, yaml.Node]:
        """The words of a list of words with values, of those allowed, and each once."""
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "a list of words with values is due here")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            word = self.text(key, "a word")
            if words is not None and word not in words:
                raise self.fail(key, f"unknown word {word}: use one of {', '.join(sorted(words))}")
            if word in found:
                raise self.fail(key, f"{word} stands there twice")
            found[word] = value
        return found

    def text(self, node: yaml.Node, word: str) -> str:
        """A text that YAML takes for nothing else, and that is filled in."""
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
            if node.value.startswith("TODO"):
                raise self.fail(node, f"{word} still says {node.value}")
            return str(node.value)
        if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
            kind = node.tag.rpartition(":")[2]
            quoted = f'"{node.value}"'
            raise self.fail(node, f"{word}: YAML reads {node.value} as {kind}; write {quoted}")
        raise self.fail(node, f"{word}: a text is due here")

    def optional(self, node: yaml.Node | None, word: str) -> str | None:
        """A text, or None where there is no node or null."""
        if node is None or self.is_null(node):
            return None
        return self.text(node, word)

    @staticmethod
    def is_null(node: yaml.Node) -> bool:
        """Whether a node says null."""
        return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"

    def texts(self, node: yaml.Node, word: str) -> tuple[str, ...]:
        """A list of texts."""
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail(node, f"{word}: a list is due here")
        return tuple(self.text(item, word) for item in node.value)

    def truth(self, node: yaml.Node, word: str) -> bool:
        """True or false."""
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:bool":
            return str(node.value).lower() in ("true", "yes", "on")
        raise self.fail(node, f"{word}: true or false is due here")

    def count(self, node: yaml.Node, word: str) -> int:
        """A whole number from 0."""
        if isinstance(node, yaml.ScalarNode) and re.fullmatch("[0-9]{1,9}", str(node.value)):
            return int(node.value)
        raise self.fail(node, f"{word}: a whole number is due here")
