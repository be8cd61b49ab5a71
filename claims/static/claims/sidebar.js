// The admin's sidebar starts shut: the desk's pages need the width. Whoever opens it keeps it open.
// Runs before the admin's own script, which asks this key.
try {
  if (localStorage.getItem("django.admin.navSidebarIsOpen") === null) {
    localStorage.setItem("django.admin.navSidebarIsOpen", "false");
  }
} catch {
  // No storage: the admin's own default stands.
}
