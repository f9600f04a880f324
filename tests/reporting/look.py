"""Opens pages in a real Chromium and prints, as JSON, what they did there; run as a program, apart from the tests.

Arguments: the browser, then pairs of a path and a mode (light, dark, narrow, print, plain). Contrast, which is slow to
compute and depends on colors alone, is looked at in the modes light and dark.
"""

import json
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = {"narrow": 360, "print": 688}  # pixels; 688 are what A4 has between the margins of the style sheet
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


def look(browser, path, mode):
    page = browser.new_context(
        viewport={"width": WIDTHS.get(mode, 1280), "height": 800},
        color_scheme="dark" if mode == "dark" else "light",
    ).new_page()
    page.emulate_media(media="print" if mode == "print" else "screen")
    seen = {"requests": [], "console": [], "dialogs": []}
    page.on("request", lambda request: seen["requests"].append(request.url[:200]))
    page.on("console", lambda message: seen["console"].append(message.text))
    page.on("pageerror", lambda error: seen["console"].append(str(error)))
    page.on("dialog", lambda dialog: (seen["dialogs"].append(dialog.message), dialog.dismiss()))
    page.goto(Path(path).resolve().as_uri())
    page.wait_for_load_state("networkidle")
    seen["jumps"] = jumps(page)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    seen["console"] = [text for text in seen["console"] if "axe" not in text]
    seen["sideways"] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    seen["executed"] = page.evaluate("window.pwned === undefined ? 0 : 1")
    seen["scripts"] = page.evaluate("document.scripts.length")
    seen["styled"] = page.evaluate("document.querySelectorAll('[style]').length")
    seen["wrap"] = page.evaluate("getComputedStyle(document.body).overflowWrap")
    seen["ids"] = page.evaluate(
        "(ids => ids.filter((id, n) => ids.indexOf(id) !== n))([...document.querySelectorAll('[id]')].map(e => e.id))"
    )
    seen["broken"] = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1))"
        ".filter(id => !document.getElementById(id))"
    )
    seen["text"] = page.evaluate("document.body.innerText")
    contrast = {"color-contrast": {"enabled": mode in ("light", "dark")}}
    violations = Axe().run(page, options={**RULES, "rules": contrast}).response["violations"]
    seen["axe"] = [f"{v['id']}: {node['html'][:160]}" for v in violations for node in v["nodes"][:3]]
    page.context.close()
    return seen


def jumps(page):
    """Whether following a link into each folded part opens it: true or false for each part that a link leads into."""
    return page.evaluate(
        """async () => {
            const opened = [];
            for (const part of document.querySelectorAll('details:not([open])')) {
                const inside = [...part.querySelectorAll('[id]')].map(each => '#' + CSS.escape(each.id));
                const link = inside.length && document.querySelector(inside.map(id => `a[href="${id}"]`).join());
                if (!link || link.closest('details:not([open])')) continue;
                link.click();
                await new Promise(done => setTimeout(done, 20));
                opened.push(part.open);
            }
            return opened;
        }"""
    )


def main(program, *arguments):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print(json.dumps([look(browser, *pair) for pair in zip(arguments[::2], arguments[1::2], strict=True)]))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
