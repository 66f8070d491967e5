"use strict";
(() => {
  const said = document.getElementById("said"), field = document.getElementById("q"), count = document.getElementById("count");
  const words = document.body.dataset, base = words.base, span = +words.span, height = 12;
  const pairs = words.formats ? words.formats.split(" ") : [];
  const formats = [];
  for (let i = 0; i < pairs.length; i += 2) formats.push({ name: pairs[i], file: pairs[i + 1] });
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text) element.textContent = text;
    return element;
  };
  const resolve = href => { try { return new URL(href, base).href; } catch { return href; } };

  // Rows: the parts that a lean row leaves to the script, then the copy button, which needs a script anyway.
  const rows = [...document.querySelectorAll(".list li")].map(li => {
    const line = li.firstElementChild, name = line.firstElementChild, below = line.nextElementSibling;
    return { li, line, name, below, open: true, feed: name.localName === "a", key: "", parent: null };
  });
  const byItem = new Map(rows.map(row => [row.li, row]));
  for (const row of rows) row.parent = byItem.get(row.li.parentNode.parentNode) ?? null;

  const svg = "http://www.w3.org/2000/svg";
  const chart = packed => {
    const counts = packed.includes(",") ? packed.split(",").map(Number) : [...packed].map(digit => parseInt(digit, 36));
    const peak = Math.max(...counts), sum = counts.reduce((a, b) => a + b, 0);
    let d = "M" + (span - counts.length) + " " + height;
    for (const n of counts) d += "V" + (height - Math.ceil(n * (height - 1) / peak)) + "h1";
    const image = document.createElementNS(svg, "svg"), path = document.createElementNS(svg, "path");
    image.setAttribute("viewBox", "0 0 " + span + " " + height);
    image.setAttribute("preserveAspectRatio", "none");
    image.setAttribute("role", "img");
    image.setAttribute("aria-label", fill(words.chart, { weeks: span, sum, peak }));
    path.setAttribute("d", d + "V" + height + "z");
    image.append(path);
    return image;
  };
  const copyButton = name => make("button", { type: "button", "aria-label": fill(words.copyLabel, { name }) }, words.copy);
  const complete = row => {
    const name = row.name.textContent;
    if (row.feed) {
      let links = row.line.querySelector("span");
      if (!links) {
        row.line.append(row.li.dataset.w ? chart(row.li.dataset.w) : make("i"));
        links = make("span");
        const folder = row.name.getAttribute("href");
        for (const format of formats)
          links.append(make("a", { href: folder + format.file, "aria-label": fill(words.linkLabel, { format: format.name, name }) }, format.name));
        row.line.append(links);
      }
      if (links.firstChild) links.append(copyButton(name));
    }
    if (row.below) {
      row.fold = make("button", { type: "button", class: "fold", "aria-label": fill(words.subcategories, { name }) });
      row.name.after(row.fold);
      show(row);
    }
  };
  const show = row => {
    const open = row.open || searching;
    row.below.hidden = !open;
    row.fold?.setAttribute("aria-expanded", open);
  };
  let searching = false, done = 0;
  const later = window.requestIdleCallback ?? (work => setTimeout(work, 1));
  const work = () => {
    const until = performance.now() + 8;
    while (done < rows.length && performance.now() < until) complete(rows[done++]);
    if (done < rows.length) later(work);
    else document.documentElement.dataset.ready = "";
  };

  // Search: every word, anywhere in the names from the root to the row or in the address, in any script.
  const marks = /[\p{M}\p{Cf}]+/gu;
  const plain = text => text.normalize("NFKD").replace(marks, "").toUpperCase();
  const address = href => { try { return decodeURI(href); } catch { return href; } };
  let keyed = false, queued = false;
  const keys = () => {
    for (const row of rows) {
      const own = plain(row.name.textContent);
      row.names = row.parent ? row.parent.names + " " + own : own;
      row.key = row.names + " " + plain(address(row.name.getAttribute("href") ?? ""));
    }
    keyed = true;
  };
  const search = () => {
    queued = false;
    if (!keyed) keys();
    const parts = plain(field.value).split(/\s+/u).filter(Boolean);
    const changed = searching !== parts.length > 0;
    searching = parts.length > 0;
    let found = 0;
    for (let i = rows.length - 1; i >= 0; i--) {
      const row = rows[i], hit = parts.every(part => row.key.includes(part));
      row.hit = hit && row.feed;
      if (row.hit) found++;
      const visible = hit && row.feed || row.kept || !searching;
      row.kept = false;
      if (visible && row.parent) row.parent.kept = true;
      if (row.li.hidden === visible) row.li.hidden = !visible;
      if (changed && row.below) show(row);
    }
    for (const section of document.querySelectorAll(".list"))
      section.hidden = searching && !section.querySelector(":scope > ul > li:not([hidden])");
    count.textContent = searching ? found ? fill(words.found, { count: found }) : words.noneFound : "";
  };

  const copy = async text => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without https there is no clipboard to write to: select a copy of the text and use the older command.
      const area = make("textarea", { "aria-hidden": "true", readonly: "" });
      const focused = document.activeElement;
      area.value = text;
      document.body.append(area);
      area.select();
      const copied = document.execCommand("copy");
      area.remove();
      focused?.focus();
      return copied;
    }
  };
  const onCopy = async button => {
    const url = resolve(button.parentNode.querySelector("a").getAttribute("href"));
    if (!await copy(url)) { window.prompt(words.copyFailed, url); return; }
    // The button keeps its width, so that nothing beside it moves.
    button.style.minWidth = button.getBoundingClientRect().width + "px";
    button.textContent = words.copied;
    button.classList.add("copied");
    said.textContent = words.copied + " " + url;
    setTimeout(() => { button.textContent = words.copy; button.classList.remove("copied"); said.textContent = ""; }, 1600);
  };

  const visible = () => rows.filter(row => row.feed && (!searching || row.hit) && !row.li.closest("[hidden]"));
  const move = step => {
    const list = visible(), li = document.activeElement.closest?.("li"), current = byItem.get(li);
    let to = current ? list.indexOf(current) + step : step > 0 ? 0 : -1;
    if (to < 0) { field.focus(); return; }
    list[Math.min(to, list.length - 1)]?.name.focus();
  };
  const fold = (row, open) => {
    if (!row?.below || searching) return;
    row.open = open;
    show(row);
  };

  document.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button?.classList.contains("fold")) {
      const row = byItem.get(button.closest("li"));
      fold(row, !row.open);
    } else if (button) onCopy(button);
    else if (location.protocol === "file:") {
      const link = event.target.closest("a");
      if (link?.getAttribute("href").endsWith("/") && link.protocol === "file:") link.href += "index.html";
    }
  });
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inField = event.target === field, row = byItem.get(event.target.closest?.("li"));
    const forward = getComputedStyle(document.documentElement).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "/" && !inField && field) field.focus(), field.select();
    else if (event.key === "Escape" && inField && field.value) { field.value = ""; search(); }
    else if (event.key === "Escape" && row && field) field.focus();
    else if (event.key === "Enter" && inField) visible()[0]?.name.click();
    else if (event.key === "ArrowDown" && (inField || row)) move(1);
    else if (event.key === "ArrowUp" && row) move(-1);
    else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && row?.below && event.target === row.name) fold(row, event.key === forward);
    else return;
    event.preventDefault();
  });
  if (field) {
    field.closest("search").hidden = false;
    field.addEventListener("input", () => { if (!queued) { queued = true; requestAnimationFrame(search); } });
    if (field.value) search();
  }
  const links = document.querySelector(".get span");
  if (links?.firstChild) links.append(copyButton(document.getElementById("everything").textContent));
  if (rows.length > 300) for (const row of rows) if (row.below && row.parent) { row.open = false; row.below.hidden = true; }
  later(work);
})();
