// Last in the list: every part is there now.
(function () {
  "use strict";
  window.dussk.views.begin();
})();
