// Runs in the page: says whether a control that was read a moment ago still stands where it stood, plainly before the
// customer, and makes it ready. Answers null wherever anything is unusual: then more careful hands are needed.
({ mark, act, index, label }) => {
  const { el, rect, text } = window.__cxsim?.marked?.get(mark) ?? {};
  const SLACK = 1;  // CSS pixels
  const WRITTEN = ["text", "search", "email", "tel", "url", "password", "textarea"];

  const isUsable = () => el?.isConnected && el.textContent === text &&
    el.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) &&
    !el.matches(":disabled") && !el.closest("[aria-disabled=true], [inert]");

  function isStill() {
    const now = el.getBoundingClientRect();
    const moved = [now.x + scrollX - rect[0], now.y + scrollY - rect[1], now.width - rect[2], now.height - rect[3]];
    const moving = (animation) => animation.playState === "running" && animation.effect?.target?.contains(el);
    return moved.every((pixels) => Math.abs(pixels) <= SLACK) && !document.getAnimations().some(moving);
  }

  function spot() {  // the middle of its first line, where nothing lies over it
    const line = el.getClientRects()[0];
    if (!line || visualViewport.scale !== 1) return null;
    const x = line.x + line.width / 2, y = line.y + line.height / 2;
    const top = document.elementFromPoint(x, y);
    const drawn = [...(el.labels || [])].some((label) => label.contains(top)) && !top.closest("a, button");
    return top && (el.contains(top) || drawn) ? [x, y] : null;
  }

  const ACTS = {
    press: () => (isStill() ? spot() : null),
    ticked: () => !!el.checked,
    type() {
      if (!WRITTEN.includes(el.type) || el.readOnly) return null;
      el.focus();
      if (document.activeElement !== el) return null;
      el.select();
      return true;
    },
    labels: () => (el.type === "select-one" ? [...el.options].map((option) => option.label.trim()) : null),
    choose() {
      const option = el.options?.[index];
      if (option?.label.trim() !== label || option.matches(":disabled")) return null;
      option.selected = true;
      for (const event of ["input", "change"]) el.dispatchEvent(new Event(event, { bubbles: true, composed: true }));
      return true;
    },
  };
  return isUsable() ? ACTS[act]() : null;
}
