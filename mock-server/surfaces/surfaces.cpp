#include "surfaces/surfaces.hpp"
#include "surfaces/orcamo_console.hpp"
#include "surfaces/renewal_api.hpp"
#include "surfaces/visit.hpp"
#include "surfaces/weborca_login.hpp"
#include "surfaces/weborca_pages.hpp"
#include "surfaces/weborca_rest.hpp"

namespace orcamo::mock {

Router https_router(World& world) {
  Router router;
  add_renewal_api(router, world);
  add_weborca_login(router, world);
  add_weborca_rest(router, world);
  add_weborca_pages(router, world);
  add_orcamo_console(router, world);
  router.on_refusal(refusal_for_permitted(world));
  return router;
}

}  // namespace orcamo::mock
