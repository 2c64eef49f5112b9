#pragma once
// The only header that includes Asio and Beast: they cost many seconds a file, so few files see it. Header-only: a
// separately compiled Asio beside an inline one in the same program (the client's, or a user's own) has its error
// categories twice, and comparing them fails.
// Without Boost.Date_Time: a TLS stream of Asio queues its operations with one of its timers, which read the wall
// clock.
#define BOOST_ASIO_DISABLE_BOOST_DATE_TIME
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace orcamo::mock {

namespace net = boost::asio;
namespace beast = boost::beast;
using tcp = net::ip::tcp;
using error_code = boost::system::error_code;

// into(ec) is the completion token of this code base: the operation suspends the coroutine and leaves its outcome in
// `ec`. A co_await has a statement of its own and named operands: g++ 12 destroys temporaries in one twice.
inline auto into(error_code& ec) { return net::redirect_error(net::use_awaitable, ec); }

}  // namespace orcamo::mock
