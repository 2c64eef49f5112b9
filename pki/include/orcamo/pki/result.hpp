#pragma once
#include <boost/system/result.hpp>

#include "orcamo/pki/error.hpp"

namespace orcamo::pki {

// Result is a T or the Error that stands in its place. `value()` of a failed Result is a programming error and throws.
template <class T>
using Result = boost::system::result<T, Error>;

// Found by argument-dependent lookup from boost::system::result.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace orcamo::pki
