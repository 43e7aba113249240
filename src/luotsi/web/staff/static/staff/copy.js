// Shows the copy buttons, which do nothing without JavaScript.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value ?? source.innerText);
    button.textContent = button.dataset.copied;
  });
}
