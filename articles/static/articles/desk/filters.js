// On a narrow screen the filters are menus: closed at first, one open at a time.
const filters = [...document.querySelectorAll("#changelist-filter details")];
const wasOpen = new Map(filters.map((filter) => [filter, filter.open]));
const narrow = matchMedia("(max-width: 900px)");
function fold() {
  for (const filter of filters) {
    if (narrow.matches) filter.setAttribute("name", "filters");
    else filter.removeAttribute("name");
    filter.open = !narrow.matches && wasOpen.get(filter);
  }
}
narrow.addEventListener("change", fold);
if (narrow.matches) fold();
