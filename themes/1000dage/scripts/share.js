// To send a page on, or to hang it up. What is sent is the address of the page and nothing about the reader.
const box = document.querySelector("[data-share]");
const [share, paper, copied, link] = ["share", "print", "copied", "link"].map((name) => box.querySelector(`[data-slot=${name}]`));

share.addEventListener("click", async () => {
  const url = document.querySelector("link[rel=canonical]").href;
  copied.textContent = "";
  try {
    if (navigator.share) return await navigator.share({ title: document.title, url });
  } catch ({ name }) {
    if (name === "AbortError") return;
  }
  try {
    await navigator.clipboard.writeText(url);
    copied.textContent = copied.dataset.said;
  } catch {
    link.closest("[hidden]")?.removeAttribute("hidden");
    link.value = url;
    link.select();
  }
});
paper?.addEventListener("click", () => print());
box.hidden = false;
