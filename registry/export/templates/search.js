(function () {
  "use strict";
  var query = document.getElementById("query"), found = document.getElementById("found");
  var rows = Array.prototype.slice.call(document.querySelectorAll(".list tbody tr"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  query.addEventListener("input", function () {
    var words = query.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row, at) {
      var hit = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      row.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    found.textContent = words.length ? shown + " 件" : "";
  });
}());
