// "Choose all" on a list of check boxes; without JavaScript the button stays hidden.
const button = document.querySelector("[data-choose-all]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll('input[name="path"]:not(:disabled)')];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}
