#include "base/result.hpp"

#include "base/assert.hpp"

namespace trireme {

std::string_view name_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_input: return "invalid_input";
        case ErrorCode::not_found: return "not_found";
        case ErrorCode::already_exists: return "already_exists";
        case ErrorCode::io_failure: return "io_failure";
        case ErrorCode::no_space: return "no_space";
        case ErrorCode::corrupt: return "corrupt";
        case ErrorCode::unsupported_version: return "unsupported_version";
        case ErrorCode::out_of_range: return "out_of_range";
        case ErrorCode::conflict: return "conflict";
        case ErrorCode::killed: return "killed";
    }
    TRIREME_ASSERT(false, "error code {} has no name", static_cast<int>(code));
}

}  // namespace trireme
