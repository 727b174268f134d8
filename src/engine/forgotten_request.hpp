#pragma once

#include "base/describe.hpp"
#include "model/ids.hpp"
#include "model/reject.hpp"
#include "model/texts.hpp"

#include <concepts>
#include <cstdint>

// What is left of a request whose id is no longer remembered: what whoever runs the engine keeps, to find it by and to
// answer it by (docs/rules.md, repeat.archive). The engine itself never looks for it.
namespace trireme::engine {

// A request of an account, which may come again.
template <class T>
concept Repeatable = requires(const T& request) {
    { request.client_order_id } -> std::same_as<const ClientOrderId&>;
} && !requires { T::is_internal; };

// By which an account's request is known for good.
struct RequestName {
    AccountId account{};
    ClientOrderId client_order_id{};

    bool operator==(const RequestName&) const = default;
};
TRIREME_DESCRIBE(RequestName, (account, client_order_id));

// Enough to tell whether a request is the same, and to answer it again.
struct FirstAnswer {
    std::uint64_t fingerprint = 0;  // of the command and its content
    RequestOutcome outcome{};

    bool operator==(const FirstAnswer&) const = default;
};
TRIREME_DESCRIBE(FirstAnswer, (fingerprint, outcome));

struct ForgottenRequest {
    RequestName name;
    FirstAnswer answer;

    bool operator==(const ForgottenRequest&) const = default;
};

}  // namespace trireme::engine
