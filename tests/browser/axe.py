"""The axe checker, run inside a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

FILE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
RUN = """async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.map((rule) => ({
    id: rule.id,
    help: rule.help,
    nodes: rule.nodes.map((node) => ({ target: node.target.join(" "), why: node.failureSummary })),
  }));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 from A to AAA and good practice: one line for every rule."""
    page.evaluate(FILE.read_text())
    return [_line(rule) for rule in page.evaluate(RUN, OPTIONS)]


def _line(rule: dict[str, Any]) -> str:
    first = rule["nodes"][0]
    why = " ".join(first["why"].split())
    return f"{rule['id']} ({len(rule['nodes'])}): {rule['help']}; {first['target']}: {why[:300]}"
