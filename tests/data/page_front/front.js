"use strict";
window.dusskLoading = (fraction, text) => { document.getElementById("said").textContent = `${fraction} ${text}`; };
window.dusskReady = (bridge) => { window.bridge = bridge; document.getElementById("said").textContent = "Ready"; };
window.dusskCannot = (text) => { window.cannot = text; document.getElementById("said").textContent = text; };
