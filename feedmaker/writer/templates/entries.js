"use strict";
(() => {
  const said = document.querySelector("body > header #said");
  for (const button of document.querySelectorAll("body > header button")) {
    const words = button.textContent, { url, copied } = button.dataset;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(url);
      } catch {
        // Without https there is no clipboard to write to: select the address and use the older command.
        getSelection().selectAllChildren(button.closest("div").querySelector("a"));
        if (!document.execCommand("copy")) return;
        getSelection().removeAllRanges();
      }
      button.style.minWidth = button.getBoundingClientRect().width + "px";
      button.textContent = said.textContent = copied;
      button.dataset.done = "";
      setTimeout(() => { button.textContent = words; said.textContent = ""; delete button.dataset.done; }, 1600);
    });
  }
})();
