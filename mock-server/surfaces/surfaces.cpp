#include "surfaces/surfaces.hpp"
#include "surfaces/orcamo_console.hpp"
#include "surfaces/renewal_api.hpp"
#include "surfaces/visit.hpp"
#include "surfaces/weborca_login.hpp"
#include "surfaces/weborca_pages.hpp"
#include "surfaces/weborca_rest.hpp"

namespace orcamo::mock {

Router https_router() {
  Router router;
  add_renewal_api(router);
  add_weborca_login(router);
  add_weborca_rest(router);
  add_weborca_pages(router);
  add_orcamo_console(router);
  router.on_refusal(refusal_for_permitted());
  return router;
}

}  // namespace orcamo::mock
