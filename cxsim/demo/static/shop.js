// What the pages do by themselves: remember the choices about cookies and the update, and (faults of the company as it
// is) interrupt somebody who types, and let a <div> send a form.
"use strict";

const YEAR = 31536000;

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

for (const button of document.querySelectorAll("[data-consent]")) {
  button.addEventListener("click", () => {
    remember("consent", button.dataset.consent);
    document.querySelector("[data-cookies]").remove();
  });
}

const notice = document.querySelector("[data-update]");

// A fault: the notice comes in the middle of typing, at the second field of a longer form.
if (notice && "whileTyping" in notice.dataset) {
  const touched = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    touched.add(event.target.name);
    if (touched.size === 2 && form && form.querySelectorAll("input, select, textarea").length > 2) notice.hidden = false;
  });
}

for (const button of document.querySelectorAll("[data-updated]")) {
  button.addEventListener("click", () => {
    remember("update", button.dataset.updated);
    notice.remove();
  });
}

for (const imitation of document.querySelectorAll("[data-submit]")) {
  imitation.addEventListener("click", () => imitation.closest("form").requestSubmit());
}
