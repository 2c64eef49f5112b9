#pragma once
// Asio, its TLS streams and Beast cost most of a minute of compilation: included here, and by dial.cpp and
// tls_connection.cpp only. Without Boost.Date_Time: a TLS stream of Asio queues its operations with one of its timers,
// which read the wall clock.
#define BOOST_ASIO_DISABLE_BOOST_DATE_TIME
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace orcamo::client {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = boost::asio::ip::tcp;

}  // namespace orcamo::client
