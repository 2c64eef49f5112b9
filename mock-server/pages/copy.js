"use strict";

document.getElementById("copy-password").addEventListener("click", async () => {
  const password = document.getElementById("password");
  const status = document.getElementById("copy-status");
  try {
    await navigator.clipboard.writeText(password.textContent);
    status.textContent = "コピーしました";
  } catch {
    window.getSelection().selectAllChildren(password);
    status.textContent = "コピーできませんでした。選択されたパスワードを手でコピーして下さい。";
  }
});
