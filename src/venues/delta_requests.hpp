#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_order.hpp"
#include "venues/delta_dealing.hpp"
#include "venues/network.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace trireme::venues {

// Delta Exchange takes client order ids of at most so many characters. Longer names are refused before anything is
// sent: one that was cut short could be another's.
inline constexpr std::size_t delta_name_max = 32;
// Letters, digits, '-', '_' and '.': a name stands in targets and in JSON, where others would need to be escaped.
[[nodiscard]] bool is_delta_name(const LpOrderName& name);
// Why an order cannot be asked as it is: `none` if it can. It stays (GTC) or is for now (IOC, FOK).
[[nodiscard]] LpReason fault_of(const LpOrder& order, const DeltaQuoted& quoted, const DeltaProduct& product);
[[nodiscard]] LpReason fault_of(Lots lots, Price price, const DeltaQuoted& quoted, const DeltaProduct& product);

// Requests and messages of Delta Exchange's v2 interface (docs.delta.exchange), signed by HMAC-SHA256 over method,
// timestamp, path, query and body. A signature holds for five seconds, so `now` must be the true time.
class DeltaRequests {
public:
    DeltaRequests(std::string_view api_key, std::string_view secret) : api_key_(api_key), secret_(secret) {}

    [[nodiscard]] HttpRequest product(const Symbol& symbol, Timestamp now) const;
    [[nodiscard]] HttpRequest open_orders(Timestamp now) const;
    [[nodiscard]] HttpRequest order(const LpOrderName& name, Timestamp now) const;
    [[nodiscard]] HttpRequest fills_since(Timestamp since, Timestamp now) const;
    [[nodiscard]] HttpRequest positions(Timestamp now) const;
    // Of orders without fault.
    [[nodiscard]] HttpRequest place(const LpOrder& order, const DeltaQuoted& quoted, const DeltaProduct& product,
                                    Timestamp now) const;
    [[nodiscard]] HttpRequest replace(const DeltaDealing::Order& order, const LpReplace& replacement,
                                      const DeltaQuoted& quoted, const DeltaProduct& product, Timestamp now) const;
    [[nodiscard]] HttpRequest cancel(const DeltaDealing::Order& order, const DeltaProduct& product,
                                     Timestamp now) const;

    // Texts to the WebSocket.
    [[nodiscard]] std::string authentication(Timestamp now) const;
    [[nodiscard]] static std::string subscription(const std::vector<DeltaQuoted>& quoted);
    [[nodiscard]] static std::string book_subscription(const Symbol& symbol, std::string_view type);
    static constexpr std::string_view heartbeat = R"({"type":"enable_heartbeat"})";

private:
    [[nodiscard]] HttpRequest make(HttpMethod method, std::string target, std::string body, Timestamp now) const;

    std::string api_key_;
    std::string secret_;
};

}  // namespace trireme::venues
