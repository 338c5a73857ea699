// A quote takes a clip of its highlight's episode: when another episode is chosen, other clips are offered.
"use strict";
{
  const $ = django.jQuery;

  const offerClipsOf = (select, episode) => {
    const address = new URL(select.dataset["ajax-Url"], location.href);
    if (episode) address.searchParams.set("episode", episode);
    else address.searchParams.delete("episode");
    select.setAttribute("data-ajax--url", address.pathname + address.search);
    if ($(select).hasClass("select2-hidden-accessible")) {
      $(select).select2("destroy").removeData();
      $(select).djangoAdminSelect2();
    }
  };

  $(() => {
    const episode = document.getElementById("id_episode");
    if (!episode) return;
    const update = (root) => {
      for (const select of root.querySelectorAll("select[name^=quotes-][name$=-clip]")) offerClipsOf(select, episode.value);
    };
    // select2 announces a choice by jQuery's events only.
    $(episode).on("change", () => update(document));
    // Runs before Django's own listener sets up the row's autocompletes, since it listens on the way down.
    document.addEventListener("formset:added", (event) => update(event.target), true);
  });
}
