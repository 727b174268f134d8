#include "app/day_statement.hpp"
#include "app/text_table.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::app {
namespace {

// Of the reasons for rejects so many are explained.
constexpr std::size_t rejects_explained_max = 8;

using Rows = std::vector<std::vector<std::string>>;

std::string text(std::uint64_t number) { return fmt::format("{}", number); }

template <class Enum>
std::string name(Enum value) {
    return boost::describe::enum_to_string(value, "?");
}

// "3 filled, 4 cancelled", without those of which there are none.
std::string in_one_line(const std::vector<Count>& counts) {
    std::string line;
    for (const auto& [what, count] : counts) {
        if (count > 0) {
            line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, what);
        }
    }
    return line.empty() ? "none" : line;
}

std::string sources_text(const DayStatement& statement) {
    if (statement.is_generated) {
        return fmt::format(
            "quotes: GENERATED, not those of any market: {} instruments, three simulated LPs, from seed {}\n",
            statement.sources.size(), statement.seed);
    }
    std::string lines = "quotes:\n";
    for (const FeedSource& source : statement.sources) {
        lines += fmt::format("  {}  {} quotes, {} to {}, {}\n", source.symbol.view(), source.quotes,
                             format_timestamp(source.from), format_timestamp(source.until),
                             source.file.empty() ? "as LPs gave them" : source.file);
        if (!source.asks_file.empty()) {
            lines += fmt::format("    with the asks of {}\n", source.asks_file);
        }
        if (source.skipped_lines > 0) {
            lines += fmt::format("    {} lines skipped, the first: {}\n", source.skipped_lines, source.first_skipped);
            for (const auto& [reason, count] : source.skipped) {
                lines += fmt::format("      {} x {}\n", count, reason);
            }
        }
    }
    return lines;
}

std::string orders_text(const DayStatement& statement) {
    Rows rows{{"orders", "accepted", "filled", "cancelled", "expired", "live", "rejected"}};
    for (const OrdersLine& line : statement.orders) {
        rows.push_back({line.kind == OrderKind::exit ? "exit (by the engine)" : name(line.kind), text(line.accepted),
                        text(line.filled), text(line.cancelled), text(line.expired), text(line.live),
                        text(line.rejected)});
    }
    return fmt::format("{}  time in force: {}\n  cancelled for: {}\n  closed by: {}\n", text_table(rows),
                       in_one_line(statement.times_in_force), in_one_line(statement.cancels),
                       in_one_line(statement.closing_trades));
}

// A column for each currency, a row for each amount.
template <class Line>
std::string amounts_text(const std::string& title, const std::vector<Line>& lines,
                         std::initializer_list<std::pair<std::string_view, Money Line::*>> amounts) {
    Rows rows{{title}};
    for (const auto& [what, amount] : amounts) {
        std::vector<std::string>& row = rows.emplace_back(1, std::string(what));
        for (const Line& line : lines) {
            row.push_back(format_amount(line.*amount));
        }
    }
    for (const Line& line : lines) {
        rows.front().push_back(format((line.*(amounts.begin()->second)).currency));
    }
    return text_table(rows);
}

std::string money_text(const DayStatement& statement) {
    return amounts_text<ClientsLine>("clients", statement.clients,
                                     {{"deposits", &ClientsLine::deposited},
                                      {"withdrawals", &ClientsLine::withdrawn},
                                      {"won or lost by trading", &ClientsLine::trading},
                                      {"swap", &ClientsLine::swap},
                                      {"commission", &ClientsLine::commission},
                                      {"negative balances covered", &ClientsLine::covered},
                                      {"cash", &ClientsLine::cash},
                                      {"credit", &ClientsLine::credit},
                                      {"unrealised profit", &ClientsLine::unrealised},
                                      {"equity", &ClientsLine::equity}}) +
           "\n" +
           amounts_text<HouseLine>("house", statement.house,
                                   {{"won or lost against clients", &HouseLine::trading},
                                    {"conversion", &HouseLine::conversion},
                                    {"revenue: markup on the spread", &HouseLine::markup},
                                    {"revenue: commission", &HouseLine::commission},
                                    {"revenue: swap", &HouseLine::swap},
                                    {"negative balances covered", &HouseLine::covered},
                                    {"total", &HouseLine::total}});
}

std::string exposure_text(const DayStatement& statement) {
    Rows rows{{"exposure", "positions", "long lots", "short lots", "house lots", "bid", "ask"}};
    for (const ExposureLine& line : statement.exposure) {
        rows.push_back({std::string(line.symbol.view()), text(line.positions), format(line.long_lots),
                        format(line.short_lots), format(line.house_lots), format(line.bid), format(line.ask)});
    }
    return text_table(rows);
}

std::string ledger_text(const DayStatement& statement) {
    std::string lines = "ledger:\n";
    for (const LedgerCheck& check : statement.checks) {
        lines += fmt::format("  {}: all accounts sum to {}, {}; {}\n", format(check.sum.currency),
                             format_amount(check.sum), check.is_balanced ? "balanced" : "NOT BALANCED",
                             check.matches_postings ? "balances are the sums of the postings that events told"
                                                    : "BALANCES ARE NOT THE SUMS OF THE POSTINGS");
    }
    return lines;
}

std::string rejects_text(const DayStatement& statement) {
    if (statement.rejects.empty()) {
        return "rejects: none\n";
    }
    std::string lines = "rejects, the most frequent first; each with its first:\n";
    for (std::size_t at = 0; at < std::min(statement.rejects.size(), rejects_explained_max); ++at) {
        const RejectsLine& line = statement.rejects[at];
        lines += fmt::format("  {} x {}: account {}, event {}: {}\n", line.count, name(line.code), line.account.value(),
                             line.first.value(), line.reason);
    }
    if (statement.rejects.size() > rejects_explained_max) {
        lines += fmt::format("  and {} other reasons\n", statement.rejects.size() - rejects_explained_max);
    }
    return lines;
}

}  // namespace

std::string text_of(const DayStatement& statement) {
    const Measured& measured = statement.measured;
    return fmt::format(
        "{}until: {}{}; seed {}, {} clients, {} of them netting\n\n{}\n{}\n{}\n{}\n{}\n{}\n"
        "journal: {} commands, {} events, state hash {}, event hash {}\n"
        "speed: {:.2f} s, {} commands/s, {} quotes/s; durable ack p50 {} us, p99 {} us\n",
        sources_text(statement), format_timestamp(statement.until),
        statement.was_cut_short ? ", CUT SHORT before the end of the quotes" : "", statement.seed, statement.accounts,
        statement.netting_accounts, orders_text(statement),
        fmt::format("activity: {}\n", in_one_line(statement.activity)), money_text(statement), exposure_text(statement),
        ledger_text(statement), rejects_text(statement), statement.commands, statement.events, statement.state_hash,
        statement.event_hash, static_cast<double>(measured.milliseconds) / 1'000, measured.commands_per_second,
        measured.quotes_per_second, measured.ack_p50_us, measured.ack_p99_us);
}

}  // namespace trireme::app
