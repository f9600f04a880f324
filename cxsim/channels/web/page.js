// Runs in the page. Returns false until the page has settled, then one JSON text with everything that a person
// could notice about it. Everything is read in this single call, because each further one would cost as much again.
(ask) => {
  const state = (window.__cxsim ??= { pending: 0, changed: 0, calls: {} });
  const now = performance.now();
  const call = (state.calls[ask.call] ??= { from: now });
  const quiet = Math.min(now - call.from, now - state.changed) >= ask.quiet && state.pending <= 0;
  if (document.readyState !== "complete" && now - call.from < ask.most * 5) return false;
  if (!quiet && now - call.from < ask.most) return false;
  delete state.calls[ask.call];

  const tidy = (text, most = 300) => (text || "").replace(/\s+/g, " ").trim().slice(0, most);
  const seen = (el) => el.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) ?? true;
  const box = (el) => {
    const r = el.getBoundingClientRect();
    return [r.x + scrollX, r.y + scrollY, r.width, r.height].map((n) => Math.round(n * 10) / 10);
  };
  const byId = (ids) => (ids || "").split(/\s+/).map((id) => id && document.getElementById(id)).filter(Boolean);
  const textOf = (els) => tidy(els.map((el) => el.innerText ?? el.textContent).join(" "));

  // -- names: a short form of the accessible name computation (W3C accname 1.2)
  const fieldy = (el) => el.matches("input, select, textarea, [contenteditable=true], [role=textbox], [role=combobox]");
  const inner = (el) => {
    const own = tidy(el.innerText ?? el.textContent);
    const images = [...el.querySelectorAll("img[alt], [aria-label], svg title")];
    return own || tidy(images.map((i) => i.getAttribute("aria-label") || i.alt || i.textContent).join(" "));
  };
  const named = (el) => {
    const referred = textOf(byId(el.getAttribute("aria-labelledby")));
    if (referred) return [referred, "label"];
    const aria = tidy(el.getAttribute("aria-label"));
    if (aria) return [aria, "aria"];
    if (el.matches("input[type=submit], input[type=button], input[type=reset]"))
      return [tidy(el.value) || (el.type === "submit" ? "Submit" : ""), "value"];
    if (el.matches("input[type=image], img")) return [tidy(el.alt), "alt"];
    if (fieldy(el)) {
      const label = tidy([...(el.labels || [])].map((l) => {
        const copy = l.cloneNode(true);
        copy.querySelectorAll("input, select, textarea, button").forEach((c) => c.remove());
        return copy.textContent;
      }).join(" "));
      if (label) return [label, "label"];
      if (tidy(el.title)) return [tidy(el.title), "title"];
      if (tidy(el.placeholder)) return [tidy(el.placeholder), "placeholder"];
      return ["", "none"];
    }
    const text = inner(el);
    return text ? [text, "text"] : tidy(el.title) ? [tidy(el.title), "title"] : ["", "none"];
  };
  const WRONG = "[role=alert], [aria-live=assertive], .error, .errors, .error-message, .field-error, .form-error, " +
    ".invalid-feedback, .alert-danger, .fault, .faults, .errorlist, [class*='error-'], [class$='-error']";
  const nearby = (el) => {  // what a sighted person would take for the label of a field without one
    const before = el.previousElementSibling || el.parentElement?.previousElementSibling;
    return before && !before.matches(WRONG) && !before.querySelector("input, select, textarea") ? tidy(before.innerText, 80) : "";
  };

  const groupOf = (el) => {
    const group = el.closest("fieldset, [role=radiogroup], [role=group]");
    if (!group) return "";
    return tidy(group.querySelector("legend")?.textContent) || textOf(byId(group.getAttribute("aria-labelledby"))) ||
      tidy(group.getAttribute("aria-label"));
  };

  const ROLES = { a: "link", button: "button", select: "combobox", textarea: "textbox", summary: "button" };
  const INPUTS = { checkbox: "checkbox", radio: "radio", submit: "button", button: "button", reset: "button",
    image: "button", range: "slider", number: "spinbutton", search: "searchbox", file: "file" };
  const roleOf = (el) => {
    const given = el.getAttribute("role");
    if (given) return given.trim().split(/\s+/)[0];
    const tag = el.localName;
    if (tag === "input") return INPUTS[el.type] || "textbox";
    if (tag === "a") return el.hasAttribute("href") ? "link" : "";
    return ROLES[tag] || "";
  };

  // -- signature: is this still the page that she has seen?
  const text = document.body ? document.body.innerText.slice(0, ask.text * 10) : "";
  const DIALOGS = "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]";
  const open = [...document.querySelectorAll(DIALOGS)].filter(seen).length;
  let hash = 5381;
  const invalid = document.querySelectorAll(":user-invalid").length;
  for (const part of [location.href, text, `${open}/${invalid}`, document.title])
    for (let i = 0; i < part.length; i++) hash = ((hash * 33) ^ part.charCodeAt(i)) >>> 0;
  const signature = `${Math.round(performance.timeOrigin)}/${hash}`;
  if (signature === ask.signature) return JSON.stringify({ same: true, signature, url: location.href });

  // -- controls
  const SELECTOR = "a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], " +
    "[onclick], [tabindex]:not([tabindex='-1']), " +
    ["button", "link", "checkbox", "radio", "switch", "tab", "menuitem", "option", "combobox", "textbox", "searchbox",
      "slider", "spinbutton"].map((r) => `[role=${r}]`).join(", ");
  const forms = [...document.forms];
  const controls = [];
  for (const el of document.querySelectorAll(SELECTOR)) {
    if (controls.length >= ask.controls) break;
    const shown = seen(el);
    const role = roleOf(el);
    const [name, by] = named(el);
    if (!shown && !fieldy(el)) continue;
    const control = { role, name, by, tag: el.localName, rect: box(el), shown };
    if (el.localName === "a" && el.href) control.href = el.href;
    if (el.target && el.target !== "_self") control.opens_tab = true;
    if (el.closest("p, li, dd, td") && role === "link") {
      const around = tidy(el.closest("p, li, dd, td").innerText);
      control.inline = around.length > name.length + 15;
    }
    if (el.closest("nav, header, footer, [role=navigation], [role=banner], [role=contentinfo]")) control.frame = true;
    if (el.disabled || el.getAttribute("aria-disabled") === "true") control.disabled = true;
    if (fieldy(el) || ["checkbox", "radio", "switch"].includes(role)) {
      const type = el.localName === "input" ? el.type : el.localName;
      const described = [...byId(el.getAttribute("aria-describedby")), ...byId(el.getAttribute("aria-errormessage"))];
      Object.assign(control, {
        type,
        id: el.id || "",
        field: el.name || el.id || "",
        form: forms.indexOf(el.form ?? el.closest("form")),
        autocomplete: el.getAttribute("autocomplete") || "",
        required: !!el.required || el.getAttribute("aria-required") === "true",
        invalid: el.getAttribute("aria-invalid") === "true" || !!el.matches?.(":user-invalid"),
        message: el.matches?.(":user-invalid") ? tidy(el.validationMessage) : "",
        described: textOf(described.filter(seen)),
        placeholder: tidy(el.placeholder),
        near: by === "none" || by === "placeholder" ? nearby(el) : "",
        value: el.type === "password" || el.type === "file" ? "" : tidy(el.value, 500),
        group: ["checkbox", "radio"].includes(type) ? groupOf(el) : "",
        filled: ["checkbox", "radio"].includes(type) ? !!el.checked : !!el.value,
        options: el.localName === "select" ? [...el.options].slice(0, 50).map((o) => tidy(o.label, 80)) : undefined,
      });
    }
    controls.push(control);
  }

  // -- what lies over the page
  const area = innerWidth * innerHeight || 1;
  const over = new Set([...document.querySelectorAll(DIALOGS)].filter(seen));
  for (const el of document.querySelectorAll("body > *, body > * > *, body > * > * > *")) {
    if (!seen(el) || el.matches("header, nav, footer, main")) continue;
    const style = getComputedStyle(el);
    if (style.position !== "fixed" && style.position !== "sticky") continue;
    if ([...over].some((d) => d.contains(el) || el.contains(d))) continue;
    if (el.querySelector("button, [role=button], a[href], input[type=button], input[type=submit]") && tidy(el.innerText).length > 20)
      over.add(el);
  }
  const share = (el) => {
    const r = el.getBoundingClientRect();
    const w = Math.max(0, Math.min(r.right, innerWidth) - Math.max(r.left, 0));
    const h = Math.max(0, Math.min(r.bottom, innerHeight) - Math.max(r.top, 0));
    return Math.round((w * h * 1000) / area) / 1000;
  };
  const dialogs = [...over].slice(0, 10).map((el) => ({
    text: tidy(el.innerText, 1500),
    name: named(el)[1] === "text" ? tidy(el.querySelector("h1,h2,h3,h4")?.innerText) : named(el)[0],
    modal: el.getAttribute("aria-modal") === "true" || (el.localName === "dialog" && !!el.matches(":modal")),
    dialog: el.matches(DIALOGS),
    share: share(el),
    buttons: [...el.querySelectorAll("button, [role=button], a[href], input[type=button], input[type=submit], summary")]
      .filter(seen).slice(0, 12).map((b) => {
        const [, , w, h] = box(b);
        return { name: named(b)[0], role: roleOf(b), area: Math.round(w * h), tag: b.localName };
      }),
    fields: el.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), textarea, select").length,
  }));

  // -- what the page complains about
  const complaints = [];
  for (const el of document.querySelectorAll(WRONG)) {
    const said = seen(el) ? tidy(el.innerText, 600) : "";
    if (said && !fieldy(el) && !complaints.some((c) => c.includes(said))) complaints.push(said);
    if (complaints.length >= 12) break;
  }

  // -- questions and answers
  const questions = [];
  const ask_ = (question, answer) => {
    if (tidy(question)) questions.push({ question: tidy(question), answer: tidy(answer, 1500) });
  };
  for (const el of document.querySelectorAll("details"))
    ask_(el.querySelector("summary")?.textContent, [...el.children].filter((c) => c.localName !== "summary").map((c) => c.textContent).join(" "));
  for (const el of document.querySelectorAll("dt"))
    if (tidy(el.textContent).endsWith("?")) ask_(el.textContent, el.nextElementSibling?.textContent);
  for (const el of document.querySelectorAll("h2, h3, h4, h5, button[aria-expanded]")) {
    if (!/[?؟]$/.test(tidy(el.textContent)) || el.closest("details, dt")) continue;
    const target = byId(el.getAttribute("aria-controls"))[0] || el.nextElementSibling || el.parentElement?.nextElementSibling;
    ask_(el.textContent, target?.textContent);
  }

  // -- machine figures
  const entries = (type) => {
    try {
      const observer = new PerformanceObserver(() => {});
      observer.observe({ type, buffered: true });
      const found = observer.takeRecords();
      observer.disconnect();
      return found;
    } catch { return []; }
  };
  const nav = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const lcp = entries("largest-contentful-paint").at(-1);
  const shifts = entries("layout-shift").filter((s) => !s.hadRecentInput);
  const seconds = (ms) => Math.round(ms) / 1000;
  const measured = { cls: Math.round(shifts.reduce((sum, s) => sum + s.value, 0) * 1e4) / 1e4 };
  if (nav) Object.assign(measured, { ttfb: seconds(nav.responseStart), load: seconds(nav.loadEventEnd || now) });
  if (paint) measured.fcp = seconds(paint.startTime);
  if (lcp) measured.lcp = seconds(lcp.startTime);

  const root = document.documentElement;
  const wide = Math.max(root.scrollWidth, document.body?.scrollWidth || 0) - root.clientWidth;
  const sticking = wide > 1
    ? [...document.querySelectorAll("body *")].filter((el) => seen(el) && el.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 200).map((el) => `${el.localName}${el.className && typeof el.className === "string" ? "." + el.className.trim().split(/\s+/)[0] : ""}`)
    : [];

  return JSON.stringify({
    same: false, signature, url: location.href, origin: performance.timeOrigin,
    title: tidy(document.title), language: root.lang || "", direction: getComputedStyle(document.body || root).direction,
    text: text.slice(0, ask.text), words: (text.match(/\S+/g) || []).length, status: nav?.responseStatus || 0,
    width: root.clientWidth, height: innerHeight, wide, sticking: [...new Set(sticking)].slice(0, 5), measured,
    controls, dialogs, complaints, questions: questions.slice(0, 300),
    headings: [...document.querySelectorAll("h1, h2, h3")].filter(seen).slice(0, 40).map((h) => tidy(h.innerText, 120)),
    forms: forms.map((f) => ({ name: named(f)[0].slice(0, 80), search: f.matches("[role=search]") || !!f.querySelector("[type=search]"), method: f.method })),
  });
}
