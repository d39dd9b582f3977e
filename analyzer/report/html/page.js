"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const list = document.getElementById("list");
  const findings = [...list.querySelectorAll(":scope > .finding")];
  const later = [...list.querySelectorAll("template")];  // of a long list, so that the page opens at once
  const count = document.getElementById("count");
  const words = new Map();  // text of a finding in lower case, made when it is first searched
  form.hidden = false;

  const textOf = finding => {
    if (!words.has(finding)) words.set(finding, finding.textContent.toLowerCase());
    return words.get(finding);
  };
  const adopt = () => {
    const more = later.shift();
    findings.push(...more.content.children);
    list.append(more.content);
    more.remove();
  };
  const apply = () => {
    while (later.length) adopt();
    const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map(box => box.value));
    const rule = form.elements.rule.value;
    const capture = form.elements.capture ? form.elements.capture.value : "";
    const wanted = form.elements.text.value.toLowerCase().split(" ").filter(word => word);
    let shown = 0;
    for (const finding of findings) {
      const data = finding.dataset;
      const fits = severities.has(data.severity) && (!rule || data.rule === rule) && (!capture || data.capture === capture) &&
        wanted.every(word => textOf(finding).includes(word));
      if (finding.hidden === fits) finding.hidden = !fits;
      if (fits) ++shown;
    }
    count.textContent = shown === findings.length ? (shown === 1 ? "One finding" : `All ${shown} findings`) : `${shown} of ${findings.length} findings`;
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, findings.length > 2000 ? 150 : 0);
  });
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  const idle = window.requestIdleCallback || (act => setTimeout(act, 20));
  const adoptAll = () => {
    if (!later.length) return apply();
    adopt();
    idle(adoptAll);
  };
  if (later.length) addEventListener("load", () => idle(adoptAll));
  else apply();

  const move = step => {
    const shown = findings.filter(finding => !finding.hidden);
    const at = shown.indexOf(document.activeElement.closest(".finding"));
    const next = shown[at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step];
    if (next) next.querySelector("summary").focus();
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "Escape" && typing) document.activeElement.blur();
    if (typing) return;
    if (event.key === "/") { form.elements.text.focus(); event.preventDefault(); }
    if (event.key === "j") move(1);
    if (event.key === "k") move(-1);
  });

  // A link to something that is folded away opens it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target) for (let place = target; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not([hidden])")].slice(0, 500);
    for (const place of folded) place.open = true;
  });
  addEventListener("afterprint", () => { for (const place of folded) place.open = false; });
})();
