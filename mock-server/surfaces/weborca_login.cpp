#include "surfaces/weborca_login.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/basic_auth.hpp"
#include "surfaces/host.hpp"
#include "surfaces/notice.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/visit.hpp"

namespace orcamo::mock {
namespace {

// WebORCA's codes are from -20001 on, the others are JSON-RPC 2.0's own (section 5.1).
enum class RpcError {
  kInvalidClientVersion = -20001,
  kInvalidWindow = -20003,
  kInvalidSession = -20004,
  kInvalidRequest = -32600,
  kMethodNotFound = -32601,
  kParseError = -32700,
};

constexpr std::string_view kWindow = "M01";

// A window of the glade-1 kind that desktop clients draw.
constexpr std::string_view kScreen = R"(<?xml version="1.0"?>
<GTK-Interface>
<project>
  <name>M01</name>
  <program_name>M01</program_name>
</project>
<widget>
  <class>GtkWindow</class>
  <name>M01</name>
  <title>業務メニュー</title>
  <type>GTK_WINDOW_TOPLEVEL</type>
  <widget>
    <class>GtkLabel</class>
    <name>greeting</name>
    <label>業務メニュー</label>
  </widget>
</widget>
</GTK-Interface>
)";

struct Call {
  const Visit& visit;
  const Json& id;
  const Json& params;
};

Response success(const Call& call, Json result) {
  const Json body{{"jsonrpc", "2.0"}, {"id", call.id}, {"result", std::move(result)}};
  return json_answer(200, body, Secrecy::kSecret);
}

Response failure(const Json& id, RpcError code, std::string_view message) {
  return json_answer(
      200, {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", static_cast<int>(code)}, {"message", message}}}});
}

// The text at params[path…]; empty where there is none.
std::string text_at(const Json& params, const Json::json_pointer& path) {
  const auto* const text = params.contains(path) ? params[path].get_ptr<const std::string*>() : nullptr;
  return text ? *text : std::string();
}

std::string session_of(const Call& call) { return text_at(call.params, Json::json_pointer("/meta/session_id")); }

Response login_refused(const pki::Error& error, const std::string& user) {
  return noted(unauthorized(error), {.event = Event::kLoginRefused, .user = user});
}

Reply get_server_info(const Call& call) {
  const auto [user, password] = basic_credentials(call.visit.request);
  if (auto checked = call.visit.sandbox.check_password(user, password); !checked) {
    return login_refused(checked.error(), user);
  }
  return success(call,
                 {{"protocol_version", "1.0"}, {"application_version", ORCAMO_VERSION}, {"server_type", "ginbee"}});
}

Reply start_session(const Call& call) {
  if (text_at(call.params, Json::json_pointer("/meta/client_version")).empty()) {
    return failure(call.id, RpcError::kInvalidClientVersion, "invalid client version");
  }
  const auto& [request, parameters, sandbox, presented, identity, fault] = call.visit;
  auto rpc = own_url(request, "/rpc/");
  auto rest = own_url(request, "/api/");
  if (!rpc || !rest) return problem(!rpc ? rpc.error() : rest.error());
  const auto [user, password] = basic_credentials(request);
  auto session = sandbox.log_in(user, password, presented);
  if (!session && !refuses_login(session.error())) return problem(session.error());
  if (!session) return login_refused(session.error(), user);

  Json result{{"meta", {{"session_id", *session}, {"tenant_id", identity.facility}}},
              {"app_rpc_endpoint_uri", *rpc},
              {"app_rest_api_uri_root", *rest}};
  const auto notice = sandbox.shows_notice(presented);
  if (!notice) return problem(notice.error());
  if (*notice) {
    result["startup_message"] =
        std::string(kRenewalNotice) + "（有効期限 " + pki::format_jst(presented.validity().not_after) + "）";
  }
  return noted(success(call, std::move(result)), {.event = Event::kLoginAccepted, .user = user, .notice = *notice});
}

Reply get_window(const Call& call) {
  Json screen{{"put_type", "new"}, {"window", kWindow}, {"screen_data", Json::object()}};
  return success(
      call,
      {{"meta", {{"total_exec_time", 0}, {"app_exec_time", 0}}},
       {"window_data",
        {{"focused_window", kWindow}, {"focused_widget", "greeting"}, {"windows", Json::array({std::move(screen)})}}}});
}

Reply get_screen_define(const Call& call) {
  if (text_at(call.params, Json::json_pointer("/window")) != kWindow) {
    return failure(call.id, RpcError::kInvalidWindow, "invalid window");
  }
  return success(call, {{"screen_define", kScreen}});
}

Reply list_downloads(const Call& call) { return success(call, Json::array()); }

Reply end_session(const Call& call) {
  if (auto ended = call.visit.sandbox.end_session(session_of(call)); !ended) {
    if (ended.error().code() != pki::Errc::kSessionUnknown) return problem(ended.error());
    return failure(call.id, RpcError::kInvalidSession, "invalid session");
  }
  return noted(success(call, {{"meta", Json::object()}}), {.event = Event::kLoggedOut});
}

enum class Needs { kPassword, kSession };

struct Method {
  std::string_view name;
  Needs needs;
  Reply (*run)(const Call&);
};

constexpr std::array kMethods{
    Method{"get_server_info", Needs::kPassword, get_server_info},
    Method{"start_session", Needs::kPassword, start_session},
    Method{"get_window", Needs::kSession, get_window},
    Method{"get_screen_define", Needs::kSession, get_screen_define},
    Method{"list_downloads", Needs::kSession, list_downloads},
    Method{"end_session", Needs::kSession, end_session},
};

Reply run(const Visit& visit) {
  const auto message = parse_json(visit.request.body);
  if (!message) return failure(nullptr, RpcError::kParseError, "parse error");
  if (!message->is_object() || !message->contains("id")) {
    return failure(nullptr, RpcError::kInvalidRequest, "invalid request");
  }
  const auto& id = (*message)["id"];
  const auto name = text_at(*message, Json::json_pointer("/method"));
  if (text_at(*message, Json::json_pointer("/jsonrpc")) != "2.0" || name.empty()) {
    return failure(id, RpcError::kInvalidRequest, "invalid request");
  }
  const auto* const method =
      std::find_if(kMethods.begin(), kMethods.end(), [&](const Method& each) { return each.name == name; });
  if (method == kMethods.end()) return failure(id, RpcError::kMethodNotFound, "method not found");

  const Json params = message->contains("params") ? (*message)["params"] : Json::object();
  const Call call{visit, id, params};
  if (method->needs == Needs::kSession && !visit.sandbox.has_session(session_of(call), visit.presented)) {
    return failure(id, RpcError::kInvalidSession, "invalid session");
  }
  return method->run(call);
}

}  // namespace

bool refuses_login(const pki::Error& error) noexcept {
  return error.code() == pki::Errc::kLoginRefused || error.code() == pki::Errc::kCertificateNotAccepted;
}

void add_weborca_login(Router& router) { router.add("POST", "/rpc/", permitted(Event::kRpc, Place::kRpc, run)); }

}  // namespace orcamo::mock
