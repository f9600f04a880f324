// What the pages do by themselves: remember the choice about cookies, show the notice about the update, and (a fault of
// the company as it is) let a <div> send a form.
"use strict";

const YEAR = 31536000;

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

function remembers(name) {
  return document.cookie.split("; ").some((cookie) => cookie.startsWith(`${name}=`));
}

const notice = document.querySelector("[data-update]");

function showNotice() {
  if (notice) notice.hidden = false;
}

// After the redesign: on the first page only, and not before the question about cookies is answered.
if (notice?.dataset.update === "quiet" && remembers("consent")) showNotice();

for (const button of document.querySelectorAll("[data-consent]")) {
  button.addEventListener("click", () => {
    remember("consent", button.dataset.consent);
    document.querySelector("[data-cookies]").remove();
    if (notice?.dataset.update === "quiet") showNotice();
  });
}

// The company as it is: in the middle of typing, at the second field of a longer form.
if (notice?.dataset.update === "typing") {
  const touched = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    touched.add(event.target.name);
    if (touched.size === 2 && form && form.querySelectorAll("input, select, textarea").length > 2) showNotice();
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
