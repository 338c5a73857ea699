// The box that select2 puts in the place of a choice is named after its field, and says what is chosen.
"use strict";
{
  const $ = django.jQuery;
  const setUp = $.fn.djangoAdminSelect2;

  const name = (select) => {
    const label = select.getAttribute("aria-label") || select.labels[0]?.textContent.trim().replace(/:$/, "") || "";
    const chosen = select.selectedOptions[0]?.textContent.trim();
    const box = $(select).data("select2")?.$container[0].querySelector(".select2-selection");
    if (!box) return;
    box.removeAttribute("aria-labelledby");
    for (const part of [box, box.querySelector(".select2-selection__rendered")]) {
      part.setAttribute("aria-label", chosen ? `${label}: ${chosen}` : label);
    }
  };

  $.fn.djangoAdminSelect2 = function () {
    setUp.call(this);
    return this.each((_index, select) => {
      name(select);
      $(select).off("change.choice-name").on("change.choice-name", () => name(select));
    });
  };
}
