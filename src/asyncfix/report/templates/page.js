"use strict";
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const toggle = document.getElementById("toggle");
  const items = [...document.querySelectorAll(".item")];
  const files = items.filter((item) => item.matches(".file"));
  const shards = [...document.querySelectorAll(".shard")];
  const kinds = ["owner", "rule", "status"];
  const MOST_OPEN = 200;

  const values = items.map((item) => {
    const of = (kind) => new Set((item.dataset[kind] || "").split("\n"));
    return { item, owner: of("owner"), rule: of("rule"), status: of("status"), text: null };
  });

  // Reading the text of thousands of diffs takes a moment; it is done for the first search only.
  const textOf = (one) => (one.text ??= one.item.textContent.toLowerCase());

  function apply() {
    const wanted = kinds.map((kind) => [kind, form.elements[kind].value]).filter(([, value]) => value);
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of values) {
      one.item.hidden = !(
        wanted.every(([kind, value]) => one[kind].has(value)) && words.every((word) => textOf(one).includes(word))
      );
    }
    for (const shard of shards) shard.hidden = !shard.querySelector(".item:not([hidden])");
    tell();
  }

  function tell() {
    const visible = files.filter((file) => !file.hidden);
    const open = visible.some((file) => file.open);
    shown.textContent = `${visible.length.toLocaleString("en")} of ${files.length.toLocaleString("en")} files`;
    toggle.textContent = open ? "Close all" : "Open all";
    toggle.disabled = !open && (visible.length === 0 || visible.length > MOST_OPEN);
    toggle.title = toggle.disabled && visible.length ? `Filter to ${MOST_OPEN} files or fewer first` : "";
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  toggle.addEventListener("click", () => {
    const open = files.some((file) => !file.hidden && file.open);
    for (const file of files) if (open || !file.hidden) file.open = !open;
    tell();
  });
  document.addEventListener("toggle", tell, true);

  for (const link of document.querySelectorAll("a[data-filter]")) {
    link.addEventListener("click", () => {
      form.reset();
      form.elements[link.dataset.filter].value = link.dataset.value;
      apply();
    });
  }

  function reveal() {
    const target = location.hash.startsWith("#f") && document.getElementById(location.hash.slice(1));
    if (!target || !target.matches(".file")) return;
    if (target.hidden) {
      form.reset();
      apply();
    }
    target.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });

  form.hidden = false;
  apply();
  reveal();
})();
