// Videos kept elsewhere: nothing is asked there before the button. Without this file, the link leads there.
for (const box of document.querySelectorAll("[data-player]")) {
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = box.dataset.player;
    frame.title = box.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    box.replaceChildren(frame);
    box.classList.add("playing");
    frame.focus();
  });
}
