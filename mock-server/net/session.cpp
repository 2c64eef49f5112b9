#include "net/session.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "net/misdirected.hpp"
#include "net/refusal.hpp"
#include "world/masked_path.hpp"

namespace orcamo::mock {
namespace {

using SteadyClock = std::chrono::steady_clock;

// After its last answer a connection is read on for a while: closing with unread octets would reset it, and the peer
// would lose the answer or the alert.
constexpr std::chrono::milliseconds kLinger{2'000};
constexpr std::chrono::milliseconds kLingerAtTheEnd{200};  // when the server stops
constexpr std::size_t kMaxDrained = 16 << 20;
constexpr std::uint64_t kDripsPerSecond = 50;
constexpr std::size_t kMostOfAName = 64;  // in the journal, of what a peer calls itself

Response too_slow() {
  return problem(408, pki::Errc::kTimeout, "the request did not come within this server's patience");
}

HandshakeEnd end_of(error_code ec, const Deadline& deadline) noexcept {
  if (!ec) return HandshakeEnd::kComplete;
  if (deadline.passed()) return HandshakeEnd::kTimedOut;
  if (ec == net::error::operation_aborted) return HandshakeEnd::kStopped;
  if (ec == net::error::connection_reset || ec == net::error::broken_pipe) return HandshakeEnd::kReset;
  return ec.category() == net::error::get_ssl_category() ? HandshakeEnd::kFailed : HandshakeEnd::kClosed;
}

}  // namespace

Session::Session(tcp::socket socket, const Doorway& doorway)
    : doorway_(doorway), tcp_(std::move(socket)), reader_(doorway.limits) {
  error_code ignored;
  tcp_.set_option(tcp::no_delay(true), ignored);
}

net::awaitable<void> Session::run() {
  if (doorway_.tls) {
    const bool welcome = co_await shake_hands();
    if (!welcome) co_return;
  }
  for (bool more = true; more;) {
    more = co_await read_request();
    if (!more) break;
    ReadRequest read = reader_.take_request();
    busy_ = true;
    more = co_await answer(std::move(read));
    busy_ = false;
  }
}

void Session::finish() {
  last_ = true;
  if (pause_) pause_->cancel();
  if (waits_) waits_->cancel();
  if (!busy_) abandon();
}

void Session::abandon() {
  if (pause_) pause_->cancel();
  if (waits_) waits_->cancel();
  close();
}

net::awaitable<bool> Session::shake_hands() {
  const auto since = SteadyClock::now();
  SSL* const ssl = SSL_new(doorway_.tls);
  if (!ssl) co_return false;
  record_.emplace(*doorway_.world, doorway_.sandbox);
  record_->attach(ssl);
  tls_.emplace(tcp_, ssl);
  deadline_.set(doorway_.limits.patience);
  co_await tls_->async_handshake(net::ssl::stream_base::server, into(ec_));

  const HandshakeEnd end = end_of(ec_, deadline_);
  const auto error = end == HandshakeEnd::kFailed ? static_cast<unsigned>(ec_.value()) : 0U;
  record_->conclude(ssl, end, error);
  if (doorway_.observer) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - since);
    const HandshakeEvent event{record_->sandbox->id(), record_->entry, took};
    doorway_.observer->on_handshake(event);
  }
  if (end == HandshakeEnd::kComplete) co_return true;
  if (record_->drops_silently()) {
    close();
  } else {
    co_await drain();
  }
  co_return false;
}

// read_request is true when the reader has a complete request; otherwise the connection is at its end.
net::awaitable<bool> Session::read_request() {
  using State = RequestReader::State;
  deadline_.set(doorway_.limits.patience);
  bool in_body = false;
  while (reader_.state() != State::kComplete) {
    if (reader_.state() == State::kRefused) {
      Response refusal = reader_.refusal();
      co_await refuse(std::move(refusal));
      co_return false;
    }
    if (reader_.state() == State::kBody && !in_body) {
      in_body = true;
      deadline_.set(doorway_.limits.patience);
      if (reader_.wants_continue()) {
        std::string leave = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await write(std::move(leave));
      }
    }
    const std::size_t count = co_await read_some();
    if (ec_) {
      if (deadline_.passed() && reader_.state() != State::kIdle) {
        Response refusal = too_slow();
        co_await refuse(std::move(refusal));
      } else {
        co_await farewell();
      }
      co_return false;
    }
    reader_.take(std::string_view(buffer_.data(), count));
  }
  co_return !last_;
}

// refuse answers what could not be read as a request, and ends the connection.
net::awaitable<void> Session::refuse(Response response) {
  Request unread;
  unread.method = "-";
  unread.path = "-";
  const pki::TimePoint date = now();
  report(unread, response.status, date, SteadyClock::now(), {.event = Event::kMalformed});
  co_await send(std::move(response), std::move(unread.method), date, false);
}

// answer is true when the connection may carry another request.
net::awaitable<bool> Session::answer(ReadRequest read) {
  const auto since = SteadyClock::now();
  deadline_.lift();
  Reply reply = Response{};
  if (auto refused = refuse_request(read.request)) {
    reply = *std::move(refused);
    read.keep_alive = false;
  } else {
    std::function<Reply()> handle = [this, request = &read.request] { return doorway_.handler(*request); };
    Reply handled = co_await on_worker(std::move(handle));
    reply = std::move(handled);
  }
  if (const auto* const waiting = std::get_if<Waiting>(&reply)) {
    co_await wait(waiting);
    std::function<Reply()> late = waiting->answer;
    Reply answered = co_await on_worker(std::move(late));
    reply = std::move(answered);
  }
  if (!tcp_.is_open()) co_return false;

  if (auto* const delayed = std::get_if<Delayed>(&reply)) {
    const std::chrono::milliseconds by = delayed->by;
    Delayed::Late late = std::move(delayed->late);
    co_await pause(by);
    reply = std::visit([](auto& each) -> Reply { return std::move(each); }, late);
  }
  const pki::TimePoint date = now();
  if (auto* const response = std::get_if<Response>(&reply)) {
    report(read.request, response->status, date, since, std::move(response->deed));
    const bool more = co_await send(std::move(*response), read.request.method, date, read.keep_alive);
    co_return more;
  }
  if (auto* const raw = std::get_if<RawBytes>(&reply)) {
    report(read.request, raw->status, date, since, std::move(raw->deed));
    RawBytes octets = std::move(*raw);
    co_await send_raw(std::move(octets));
  } else if (auto* const hangs = std::get_if<Hang>(&reply)) {
    report(read.request, 0, date, since, std::move(hangs->deed));
    co_await hang();
  } else {
    report(read.request, 0, date, since, std::move(std::get<Drop>(reply).deed));
    close();
  }
  co_return false;
}

net::awaitable<bool> Session::send(Response response, std::string method, pki::TimePoint date, bool keep_alive) {
  const bool more = keep_alive && !last_;
  std::string text = response_text(response, method, date, more ? Persistence::kKeepAlive : Persistence::kClose);
  co_await write(std::move(text));
  if (ec_) {
    close();
    co_return false;
  }
  if (more && !last_) co_return true;
  co_await farewell();
  co_return false;
}

// refuse_request puts into `request` what is known of its connection, and answers in place of the route where that
// cannot serve it, or its certificate is not accepted, or not any more.
std::optional<Reply> Session::refuse_request(Request& request) const {
  if (!record_) return std::nullopt;
  request.sandbox = record_->sandbox;
  request.presented = record_->presented;
  request.server_name = record_->entry.server_name;
  if (auto refused = misdirected(request, *record_)) return *std::move(refused);
  const Ruling ruling = record_->rule_on_request();
  request.admission = ruling.admission;
  if (ruling.reason == Reason::kOk) return std::nullopt;
  return refusal(record_->sandbox->policy()->persona, ruling.reason);
}

// pause returns after so long, or when the server stops.
net::awaitable<void> Session::pause(std::chrono::milliseconds length) {
  if (last_ || !tcp_.is_open()) co_return;
  pause_.emplace(tcp_.get_executor(), length);
  error_code ignored;
  co_await pause_->async_wait(into(ignored));
  pause_.reset();
}

net::awaitable<void> Session::send_raw(RawBytes raw) {
  if (raw.per_second == 0) {
    co_await write(std::move(raw.octets));
  } else {
    co_await drip(std::move(raw.octets), raw.per_second);
  }
  if (raw.end == RawBytes::End::kReset) {
    reset();
  } else {
    co_await farewell();
  }
}

// drip writes until all is written, the peer has had enough, or the server stops.
net::awaitable<void> Session::drip(std::string octets, std::uint64_t per_second) {
  const auto piece = static_cast<std::size_t>(std::max<std::uint64_t>(1, per_second / kDripsPerSecond));
  const std::chrono::milliseconds between(1'000 * piece / per_second);
  for (std::size_t at = 0; at < octets.size() && !last_ && !ec_; at += piece) {
    std::string next = octets.substr(at, piece);
    co_await write(std::move(next));
    co_await pause(between);
  }
}

// wait returns when `waiting` is woken, its time is up, or the server stops.
net::awaitable<void> Session::wait(const Waiting* waiting) {
  if (last_) co_return;
  waits_ = std::make_shared<net::steady_timer>(tcp_.get_executor(), waiting->at_most);
  const auto watch =
      waiting->watch([timer = waits_] { net::post(timer->get_executor(), [timer] { timer->cancel(); }); });
  co_await waits_->async_wait(into(ec_));
  waits_.reset();
}

net::awaitable<Reply> Session::on_worker(std::function<Reply()> work) {
  auto on_worker = net::bind_executor(doorway_.workers.get_executor(), net::use_awaitable);
  auto at_home = net::bind_executor(tcp_.get_executor(), net::use_awaitable);
  co_await net::post(std::move(on_worker));
  Reply reply = Response{};
  std::string trouble;
  try {
    reply = work();
  } catch (const std::exception& e) {
    trouble = e.what();
    if (trouble.empty()) trouble = "an exception without a text";
  } catch (...) {
    trouble = "an exception of unknown type";
  }
  co_await net::post(std::move(at_home));
  if (!trouble.empty()) {
    if (doorway_.observer) doorway_.observer->on_trouble("a route failed: " + trouble);
    Response failed = problem(500, pki::Errc::kInternal, "the server failed while it answered this request");
    failed.deed.event = Event::kFailed;
    reply = std::move(failed);
  }
  co_return reply;
}

net::awaitable<std::size_t> Session::read_some() {
  const auto room = net::buffer(buffer_);
  std::size_t count = 0;
  if (deadline_.passed()) {
    ec_ = net::error::timed_out;
  } else if (tls_) {
    count = co_await tls_->async_read_some(room, into(ec_));
  } else {
    count = co_await tcp_.async_read_some(room, into(ec_));
  }
  co_return count;
}

net::awaitable<void> Session::write(std::string text) {
  const auto octets = net::buffer(text);
  deadline_.set(doorway_.limits.patience);
  if (tls_) {
    co_await net::async_write(*tls_, octets, into(ec_));
  } else {
    co_await net::async_write(tcp_, octets, into(ec_));
  }
}

// hang keeps the connection until the peer has had enough, or the server stops.
net::awaitable<void> Session::hang() {
  busy_ = false;
  if (last_) close();
  deadline_.lift();
  do {
    co_await read_some();
  } while (!ec_);
  close();
}

net::awaitable<void> Session::farewell() {
  busy_ = false;
  if (tls_) {
    deadline_.set(linger());
    co_await tls_->async_shutdown(into(ec_));
  }
  co_await drain();
}

net::awaitable<void> Session::drain() {
  error_code ignored;
  tcp_.shutdown(tcp::socket::shutdown_send, ignored);
  deadline_.set(linger());
  const auto room = net::buffer(buffer_);
  ec_.clear();
  for (std::size_t drained = 0; !ec_ && !deadline_.passed() && drained < kMaxDrained;) {
    const std::size_t count = co_await tcp_.async_read_some(room, into(ec_));
    drained += count;
  }
  close();
}

// reset ends the connection by a RST.
void Session::reset() {
  error_code ignored;
  tcp_.set_option(net::socket_base::linger(true, 0), ignored);
  close();
}

void Session::close() {
  error_code ignored;
  deadline_.lift();
  tcp_.close(ignored);
}

std::chrono::milliseconds Session::linger() const {
  return std::min(doorway_.limits.patience, last_ ? kLingerAtTheEnd : kLinger);
}

pki::TimePoint Session::now() const { return record_ ? record_->sandbox->clock().now() : doorway_.clock.now(); }

// report tells journal and observer of a request, before its answer leaves: who has the answer finds the entry.
void Session::report(const Request& request, unsigned status, pki::TimePoint date, SteadyClock::time_point since,
                     Deed deed) const {
  const std::string path = masked_path(request.path);
  const Event came_to = deed.event;
  if (record_) {
    RequestEntry entry;
    entry.handshake = record_->entry.id;
    entry.deed = std::move(deed);
    entry.deed.user.resize(std::min(entry.deed.user.size(), kMostOfAName));
    entry.method = request.method.substr(0, kMostOfAName);
    entry.path = path;
    entry.status = status;
    entry.clock = date;
    entry.serial = record_->entry.serial;
    entry.fingerprint_sha256 = record_->entry.fingerprint_sha256;
    record_->sandbox->journal().record(std::move(entry));
  }
  if (!doorway_.observer) return;
  RequestEvent event;
  event.port = doorway_.port;
  event.method = std::string_view(request.method).substr(0, kMostOfAName);
  event.path = path;
  event.event = came_to;
  event.status = status;
  event.took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - since);
  event.clock = date;
  if (record_ && record_->presented) event.serial = record_->presented->serial();
  doorway_.observer->on_request(event);
}

}  // namespace orcamo::mock
