// The new-import screen: refuses a hopeless paste before it travels, so that it stays in the box.

const MOST = 500_000;
const form = document.querySelector("[data-import-form]");
const text = form?.querySelector("#id_text");
const error = document.getElementById("text-error");

function refuse(sentence) {
  error.hidden = false;
  error.querySelector("span").textContent = sentence;
  text.setAttribute("aria-invalid", "true");
  text.focus();
}

form?.addEventListener("submit", (event) => {
  const file = form.querySelector("#id_file");
  if (text.value.length > MOST) {
    event.preventDefault();
    refuse("文字超过50万字，不像一个版面，请检查是否选错了文件。");
  } else if (file.files[0]?.size > 50 * 1024 * 1024) {
    event.preventDefault();
    refuse("文件超过50 MB，一个版面的文字不会这么大，请检查是否选错了文件。");
  }
});
