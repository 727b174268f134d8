#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "fix/quickfix_session.hpp"
#include "model/scaled.hpp"
#include "ports/lp_quote.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trireme::fix {

// A text that is shown to nobody but the LP: it has no way into a stream or a format string.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] const std::string& reveal() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }

private:
    std::string text_;
};

// One FIX session with an LP: where it is and who we are there.
struct FixEndpoint {
    std::string host{};
    std::uint16_t port = 0;
    bool uses_tls = true;
    std::string tls_authority_file{};  // certificates to trust instead of the system's; empty: those
    std::string sender_comp_id{};
    std::string sender_sub_id{};
    std::string target_comp_id{};
    std::string target_sub_id{};
    std::string username{};  // 553
    Secret password{};       // 554
    Duration heartbeat = Duration::seconds(30);
    bool resets_on_logon = false;          // 141=Y
    std::vector<FixField> logon_fields{};  // further ones
};

struct FixInstrument {
    InstrumentSlot slot{};
    std::string symbol{};              // 55, as the LP writes it
    std::string security_id{};         // 48, where the LP goes by it
    std::string security_id_source{};  // 22
    Ratio contract_size{100'000'000};  // units in a lot of ours
};

struct FixParty {
    std::string id{};      // 448
    std::string source{};  // 447
    std::string role{};    // 452
};

enum class VolumeUnit : std::uint8_t { units, lots };
enum class MarketDataUpdates : std::uint8_t { full = 0, incremental = 1 };  // 265

// How one LP speaks FIX 4.4.
struct FixProfile {
    std::string name{};
    LpSlot lp{};
    FixEndpoint quotes{};
    std::optional<FixEndpoint> orders{};  // none: one session for both
    std::vector<FixInstrument> instruments{};

    std::uint32_t market_depth = 0;  // 264: 0 the whole book, 1 the best prices
    MarketDataUpdates updates = MarketDataUpdates::incremental;
    VolumeUnit quote_sizes = VolumeUnit::units;       // 271
    VolumeUnit order_quantities = VolumeUnit::units;  // 38 and those of reports
    bool asks_security_list = false;                  // x, to note which instruments the LP does not have
    std::string account{};                            // 1
    std::vector<FixField> order_fields{};             // further ones of D, F and G
    std::vector<FixParty> parties{};                  // 453
    bool sends_order_id = false;                      // 37 in F, G and H
    bool sends_quote_id = false;                      // 117 in D, of the quote that the order answers

    // An order that the LP asks for again within this time is sent again. After it, a gap takes its place: an order
    // from before a lost connection would deal at a price of another time.
    Duration resends_orders_for{};
    Duration backoff_first = Duration::milliseconds(500);
    Duration backoff_max = Duration::seconds(60);
    Duration stable_after = Duration::seconds(30);  // a session that holds so long makes waiting begin anew
    std::uint64_t seed = 0;                         // of the jitter
};

// Whether the profile can be used; the error names the member.
[[nodiscard]] Result<void> check(const FixProfile& profile);

// As LPs behind a PrimeXM XCore bridge speak: quotes and orders apart, volumes in units, full snapshots of the book,
// orders that name the quote they answer. Host, ids and credentials are the customer's.
[[nodiscard]] FixProfile primexm_style();
// As LPs behind YOFX bridges speak: TLS, one price each side, volumes in lots, sequences anew with each logon of
// quotes.
[[nodiscard]] FixProfile yofx_style();

}  // namespace trireme::fix
