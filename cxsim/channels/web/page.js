// Runs in the page. Waits until the page has settled, then returns one JSON text with everything that a person could
// notice about it. Everything is read in this single call, because each further one would cost as much again.
async (ask) => {
  const tidy = (text, most = 300) => (text || "").slice(0, most * 20).replace(/\s+/g, " ").trim().slice(0, most);
  const seen = (el) => el.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) ?? true;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (ids) => (ids || "").split(/\s+/).map((id) => id && document.getElementById(id)).filter(Boolean);
  const textOf = (els) => tidy(els.map((el) => el.innerText ?? el.textContent).join(" "));

  const DIALOGS = "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]";
  const PRESSABLE = "button, [role=button], a[href], input[type=button], input[type=submit], summary";
  const OPERABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], " +
    "[onclick], [tabindex]:not([tabindex='-1']), " + ["button", "link", "checkbox", "radio", "switch", "tab", "menuitem",
      "option", "combobox", "textbox", "searchbox", "slider", "spinbutton"].map((role) => `[role=${role}]`).join(", ");
  const COMPLAINTS = "[role=alert], [aria-live=assertive], .error, .errors, .error-message, .field-error, .form-error, " +
    ".invalid-feedback, .alert-danger, .fault, .faults, .errorlist, [class*='error-'], [class$='-error']";
  const ROLES = { a: "link", button: "button", select: "combobox", textarea: "textbox", summary: "button" };
  const INPUTS = { checkbox: "checkbox", radio: "radio", submit: "button", button: "button", reset: "button",
    image: "button", range: "slider", number: "spinbutton", search: "searchbox", file: "file" };

  // -- has everything come to rest?

  // a window that was just opened keeps all its variables when its first page comes, so this is asked each time
  const noted = () => (window.__cxsim ??= { pending: 0, changed: 0 });
  const began = performance.now();
  const rest = () => new Promise((done) => (noted().later ?? setTimeout)(done, ask.again));

  function settled() {
    const state = noted();
    const now = performance.now(), waited = now - began;
    if (state.leaving > 0) return false;  // until the next page comes, or it is told that none will
    if (!document.documentElement) return false;  // a page that has only just come
    if (document.readyState !== "complete") return waited >= ask.most * 5;
    const quiet = Math.min(waited, now - state.changed) >= ask.quiet && state.pending <= 0;
    return quiet || waited >= ask.most;
  }

  // -- is it still the page that she has seen?

  function signed(text) {
    const open = all(DIALOGS).filter(seen).length;
    const invalid = all(":user-invalid").length;
    const late = Math.floor(slowest() / 200) || "";  // a page that stood still is worth another look
    let hash = 5381;
    for (const part of [location.href, text, `${open}/${invalid}${late}`, document.title.slice(0, 300)])
      for (let i = 0; i < part.length; i++) hash = ((hash * 33) ^ part.charCodeAt(i)) >>> 0;
    return `${Math.round(performance.timeOrigin)}/${hash}`;
  }

  // -- names: a short form of the accessible name computation (W3C accname 1.2)

  const takesInput = (el) =>
    el.matches("input, select, textarea, [contenteditable=true], [role=textbox], [role=combobox]");

  function roleOf(el) {
    const given = el.getAttribute("role");
    if (given) return given.trim().split(/\s+/)[0];
    if (el.localName === "input") return INPUTS[el.type] || "textbox";
    if (el.localName === "a") return el.hasAttribute("href") ? "link" : "";
    return ROLES[el.localName] || "";
  }

  function labelOf(field) {
    return tidy([...(field.labels || [])].map((label) => {
      const copy = label.cloneNode(true);
      all("input, select, textarea, button", copy).forEach((inner) => inner.remove());
      return copy.textContent;
    }).join(" "));
  }

  function written(el) {  // a style may show “New” as “NEW”; its name stays “New”
    const shown = tidy(el.innerText ?? el.textContent), raw = tidy(el.textContent);
    return shown.toLowerCase() === raw.toLowerCase() ? raw : shown;
  }

  function contentOf(el) {
    const named = all("img[alt], [aria-label], svg title", el);
    return written(el) ||
      tidy(named.map((each) => each.getAttribute("aria-label") || each.alt || each.textContent).join(" "));
  }

  function named(el) {  // [name, where it comes from]
    const referred = textOf(byId(el.getAttribute("aria-labelledby")));
    if (referred) return [referred, "label"];
    if (tidy(el.getAttribute("aria-label"))) return [tidy(el.getAttribute("aria-label")), "aria"];
    if (el.matches("input[type=submit], input[type=button], input[type=reset]"))
      return [tidy(el.value) || (el.type === "submit" ? "Submit" : ""), "value"];
    if (el.matches("input[type=image], img")) return [tidy(el.alt), "alt"];
    const own = takesInput(el) ? [labelOf(el), "label"] : [contentOf(el), "text"];
    if (own[0]) return own;
    if (tidy(el.title)) return [tidy(el.title), "title"];
    return tidy(el.placeholder) ? [tidy(el.placeholder), "placeholder"] : ["", "none"];
  }

  function nearby(field) {  // what a sighted person would take for the label of a field without one
    const before = field.previousElementSibling || field.parentElement?.previousElementSibling;
    if (!before || before.matches(COMPLAINTS) || before.querySelector("input, select, textarea")) return "";
    return tidy(before.innerText, 80);
  }

  function groupOf(box) {
    const group = box.closest("fieldset, [role=radiogroup], [role=group]");
    if (!group) return "";
    return tidy(group.querySelector("legend")?.textContent) ||
      textOf(byId(group.getAttribute("aria-labelledby"))) || tidy(group.getAttribute("aria-label"));
  }

  // -- what can be operated

  const box = (el) => {
    const r = el.getBoundingClientRect();
    return [r.x + scrollX, r.y + scrollY, r.width, r.height].map((n) => Math.round(n * 10) / 10);
  };

  function fieldOf(el, by, forms) {
    const type = el.localName === "input" ? el.type : el.localName;
    const described = [...byId(el.getAttribute("aria-describedby")), ...byId(el.getAttribute("aria-errormessage"))];
    const ticked = ["checkbox", "radio"].includes(type);
    const refused = !!el.matches(":user-invalid");
    return {
      type, id: el.id || "", field: el.name || el.id || "", form: forms.indexOf(el.form ?? el.closest("form")),
      autocomplete: el.getAttribute("autocomplete") || "",
      required: !!el.required || el.getAttribute("aria-required") === "true",
      invalid: el.getAttribute("aria-invalid") === "true" || refused,
      message: refused ? tidy(el.validationMessage) : "",
      described: textOf(described.filter(seen)),
      placeholder: tidy(el.placeholder),
      near: by === "none" || by === "placeholder" ? nearby(el) : "",
      group: ticked ? groupOf(el) : "",
      value: el.type === "password" || el.type === "file" ? "" : tidy(el.value, 500),
      filled: ticked ? !!el.checked : !!el.value,
      options: el.localName === "select" ? [...el.options].slice(0, 50).map((o) => tidy(o.label, 80)) : undefined,
    };
  }

  function controlOf(el, forms) {
    const shown = seen(el), input = takesInput(el), role = roleOf(el);
    if (!shown && !input) return null;
    const [name, by] = named(el);
    const control = { role, name, by, tag: el.localName, rect: box(el), shown };
    if (el.localName === "a" && el.href) control.href = el.href;
    if (el.target && el.target !== "_self") control.opens_tab = true;
    if (el.closest("nav, header, footer, [role=navigation], [role=banner], [role=contentinfo]")) control.frame = true;
    if (el.disabled || el.getAttribute("aria-disabled") === "true") control.disabled = true;
    if (el.matches("button, input") && el.form) {
      control.form = forms.indexOf(el.form);
      if (["submit", "image"].includes(el.type)) control.submits = true;
    }
    if (input || ["checkbox", "radio", "switch"].includes(role)) Object.assign(control, fieldOf(el, by, forms));
    return control;
  }

  const HEADINGS = "h1, h2, h3, h4";
  const belongs = (el, heading) =>
    heading && !heading.contains(el) && (heading.parentElement.contains(el) || heading.closest("section, article, li")?.contains(el));

  function controls(forms, signature) {
    const found = [], marked = noted().marked = new Map();  // for whoever operates what was read here
    let heading = null;
    for (const el of document.querySelectorAll(`${OPERABLE}, ${HEADINGS}`)) {
      if (el.matches(HEADINGS)) heading = el;
      if (!el.matches(OPERABLE)) continue;
      const control = controlOf(el, forms);
      if (control && belongs(el, heading)) control.under = tidy(heading.innerText, 120);
      if (control) marked.set(`${signature}/${found.length}`, { el, rect: control.rect, text: el.textContent });
      if (control) found.push(control);
      if (found.length >= ask.controls) break;
    }
    return found;
  }

  // -- what lies over the page

  function overlays() {
    const over = new Set(all(DIALOGS).filter(seen));
    for (const el of all("body > *, body > * > *, body > * > * > *")) {
      if (el.matches("header, nav, footer, main") || !seen(el)) continue;
      if (!["fixed", "sticky"].includes(getComputedStyle(el).position)) continue;
      if ([...over].some((dialog) => dialog.contains(el) || el.contains(dialog))) continue;
      if (el.querySelector(PRESSABLE) && tidy(el.innerText).length > 20) over.add(el);
    }
    return [...over].slice(0, 10);
  }

  function dialogOf(el) {
    const [name, by] = named(el);
    const buttons = all(PRESSABLE, el).filter(seen).slice(0, 12);
    return {
      text: tidy(el.innerText, 1500),
      name: by === "text" ? tidy(el.querySelector("h1, h2, h3, h4")?.innerText) : name,
      modal: el.getAttribute("aria-modal") === "true" || (el.localName === "dialog" && el.matches(":modal")),
      dialog: el.matches(DIALOGS),
      buttons: buttons.map((button) => {
        const [, , width, height] = box(button);
        return { name: named(button)[0], role: roleOf(button), area: Math.round(width * height), tag: button.localName };
      }),
      fields: all("input:not([type=hidden]):not([type=checkbox]), textarea, select", el).length,
    };
  }

  // -- what the page complains about, and what it answers

  function complaints() {
    const found = [];
    for (const el of all(COMPLAINTS)) {
      const said = seen(el) && !takesInput(el) ? tidy(el.innerText, 600) : "";
      if (said && !found.some((other) => other.includes(said))) found.push(said);
      if (found.length >= 12) break;
    }
    return found;
  }

  function questions() {
    const found = [];
    const add = (question, answer) => {
      if (tidy(question)) found.push({ question: tidy(question), answer: tidy(answer, 1500) });
    };
    for (const el of all("details")) {
      const answer = [...el.children].filter((child) => child.localName !== "summary");
      add(el.querySelector("summary")?.textContent, answer.map((child) => child.textContent).join(" "));
    }
    for (const el of all("dt"))
      if (/[?؟]$/.test(tidy(el.textContent))) add(el.textContent, el.nextElementSibling?.textContent);
    for (const el of all("h2, h3, h4, h5, button[aria-expanded]")) {
      if (!/[?؟]$/.test(tidy(el.textContent)) || el.closest("details, dt")) continue;
      const target = byId(el.getAttribute("aria-controls"))[0] || el.nextElementSibling;
      add(el.textContent, (target || el.parentElement?.nextElementSibling)?.textContent);
    }
    return found.slice(0, 300);
  }

  // -- figures of the machine, and of the screen

  function entries(type) {
    try {
      const observer = new PerformanceObserver(() => {});
      observer.observe({ type, buffered: true });
      const found = observer.takeRecords();
      observer.disconnect();
      return found;
    } catch { return []; }
  }

  function slowest() {  // Interaction to Next Paint in milliseconds, of what the page's own scripts took time for
    const answers = entries("event").filter((each) => each.interactionId && each.processingEnd - each.processingStart > 100);
    return Math.max(0, ...answers.map((each) => each.duration));
  }

  function figures(navigation) {
    const seconds = (milliseconds) => Math.round(milliseconds) / 1000;
    const shifts = entries("layout-shift").filter((shift) => !shift.hadRecentInput);
    const found = { cls: Math.round(shifts.reduce((sum, shift) => sum + shift.value, 0) * 1e4) / 1e4 };
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const largest = entries("largest-contentful-paint").at(-1);
    if (window.PerformanceEventTiming) found.inp = seconds(slowest());
    if (navigation) found.ttfb = seconds(navigation.responseStart);
    if (navigation) found.load = seconds(navigation.loadEventEnd || performance.now());
    if (paint) found.fcp = seconds(paint.startTime);
    if (largest) found.lcp = seconds(largest.startTime);
    return found;
  }

  function sticking(wide) {
    if (wide <= 1) return [];
    const out = all("body *").filter((el) => seen(el) && el.getBoundingClientRect().right > root.clientWidth + 1);
    const name = (el) => [el.localName, ...el.classList].slice(0, 2).join(".");
    return [...new Set(out.slice(0, 200).map(name))].slice(0, 5);
  }

  while (!settled()) {
    if (noted().ended === ask.ends) return "null";
    await rest();
  }
  const root = document.documentElement;
  const text = document.body ? document.body.innerText.slice(0, ask.text * 10) : "";
  const signature = signed(text);
  if (signature === ask.signature) return JSON.stringify({ same: true });
  const forms = [...document.forms];
  const navigation = performance.getEntriesByType("navigation")[0];
  const wide = Math.max(root.scrollWidth, document.body?.scrollWidth || 0) - root.clientWidth;
  return JSON.stringify({
    same: false, signature, url: location.href, origin: performance.timeOrigin, status: navigation?.responseStatus || 0,
    title: tidy(document.title), language: root.lang || "", direction: getComputedStyle(document.body || root).direction,
    text: text.slice(0, ask.text), words: (text.match(/\S+/g) || []).length,
    headings: all("h1, h2, h3").filter(seen).slice(0, 40).map((heading) => tidy(heading.innerText, 120)),
    controls: controls(forms, signature), dialogs: overlays().map(dialogOf), complaints: complaints(), questions: questions(),
    forms: forms.map((form) => ({
      name: tidy(form.getAttribute("aria-label"), 80) || textOf(byId(form.getAttribute("aria-labelledby"))),
      search: form.matches("[role=search]") || !!form.querySelector("[type=search]"),
    })),
    wide, sticking: sticking(wide), measured: figures(navigation),
  });
}
