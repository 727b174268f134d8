#include "fix/market_data.hpp"

#include "fix/tags.hpp"
#include "fix/volumes.hpp"

#include <algorithm>

namespace trireme::fix {
namespace {

constexpr std::size_t entries_max = 2'000;
constexpr std::string_view bid_entry = "0";
constexpr std::string_view offer_entry = "1";

bool is_price(std::span<const FieldView> entry) {
    const auto type = find_field(entry, tag::md_entry_type);
    return type == bid_entry || type == offer_entry;
}

}  // namespace

MarketData::MarketData(const FixProfile& profile)
    : lp_(profile.lp), depth_(profile.market_depth), updates_(profile.updates), sizes_(profile.quote_sizes) {
    for (const FixInstrument& instrument : profile.instruments) {
        by_symbol_.emplace(instrument.symbol, books_.size());
        if (!instrument.security_id.empty()) {
            by_symbol_.emplace(instrument.security_id, books_.size());
        }
        by_slot_.emplace(instrument.slot, books_.size());
        books_.push_back({.instrument = instrument});
    }
}

std::vector<FixBody> MarketData::requests(std::uint64_t attempt) const {
    std::vector<FixBody> requests;
    for (const Book& book : books_) {
        FixBody body{.type = "V",
                     .fields = {{tag::md_request_id, fmt::format("{}.{}", book.instrument.slot.value(), attempt)},
                                {tag::subscription_request_type, "1"},
                                {tag::market_depth, fmt::format("{}", depth_)},
                                {tag::md_update_type, updates_ == MarketDataUpdates::full ? "0" : "1"}},
                     .groups = {}};
        body.groups.push_back(
            {tag::no_md_entry_types,
             {{{tag::md_entry_type, std::string(bid_entry)}}, {{tag::md_entry_type, std::string(offer_entry)}}}});
        std::vector<FixField> symbol{{tag::symbol, book.instrument.symbol}};
        if (!book.instrument.security_id.empty()) {
            symbol.push_back({tag::security_id, book.instrument.security_id});
            symbol.push_back({tag::security_id_source, book.instrument.security_id_source});
        }
        body.groups.push_back({tag::no_related_symbols, {std::move(symbol)}});
        requests.push_back(std::move(body));
    }
    return requests;
}

// The book that symbol or SecurityID name, else the one that was asked for by the request's id.
Result<MarketData::Book*> MarketData::find(std::span<const FieldView> fields, std::string_view request) {
    for (const int named : {tag::symbol, tag::security_id}) {
        if (const auto name = find_field(fields, named)) {
            const auto found = by_symbol_.find(*name);
            if (found == by_symbol_.end()) {
                return fail(ErrorCode::not_found, "an instrument that was not asked for: '{}'", *name);
            }
            return &books_[found->second];
        }
    }
    const auto slot = parse_fix_count(request.substr(0, request.find('.')));
    const auto found = slot && *slot < quoted_instruments_max
                           ? by_slot_.find(InstrumentSlot(static_cast<std::uint32_t>(*slot)))
                           : by_slot_.end();
    if (found == by_slot_.end()) {
        return fail(ErrorCode::invalid_input, "market data names no instrument (55) and no request of ours (262)");
    }
    return &books_[found->second];
}

Result<void> MarketData::take(const MessageView& message, Timestamp now, std::vector<MarketDataChange>& changes) {
    // Keyed by place, so that instruments come out in the order of the profile.
    std::map<Book*, Entries> changed;
    TRIREME_TRY(message.text(tag::message_type) == "W" ? take_snapshot(message, changed)
                                                       : take_increments(message, changed));
    const auto stated = parse_fix_time(message.text(tag::sending_time));
    for (auto& [book, entries] : changed) {
        book->entries = std::move(entries);
        changes.push_back(change_of(*book, stated ? *stated : Timestamp(), now));
    }
    return {};
}

Result<void> MarketData::take_snapshot(const MessageView& message, std::map<Book*, Entries>& changed) {
    TRIREME_TRY_ASSIGN(Book* const book, find(message.fields(), message.text(tag::md_request_id)));
    Entries entries;
    TRIREME_TRY(for_each_entry(message.fields(), tag::no_md_entries, [&](auto fields) -> Result<void> {
        if (!is_price(fields)) {
            return {};
        }
        TRIREME_TRY_ASSIGN(const Entry entry, read_entry(fields, *book));
        entries.push_back(entry);
        return {};
    }));
    if (entries.size() > entries_max) {
        return fail(ErrorCode::out_of_range, "a book of {} entries; at most {} are kept", entries.size(), entries_max);
    }
    changed.emplace(book, std::move(entries));
    return {};
}

Result<void> MarketData::take_increments(const MessageView& message, std::map<Book*, Entries>& changed) {
    Book* book = nullptr;
    return for_each_entry(message.fields(), tag::no_md_entries, [&](auto fields) -> Result<void> {
        // An entry without a symbol belongs to that of the one before (FIX 4.4 volume 3, 35=X).
        if (book == nullptr || find_field(fields, tag::symbol) || find_field(fields, tag::security_id)) {
            TRIREME_TRY_ASSIGN(book, find(fields, message.text(tag::md_request_id)));
        }
        Entries& entries = changed.try_emplace(book, book->entries).first->second;
        return take_increment(fields, *book, entries);
    });
}

Result<void> MarketData::take_increment(std::span<const FieldView> fields, const Book& book, Entries& entries) const {
    const std::string_view action = find_field(fields, tag::md_update_action).value_or("");
    const auto name = EntryName::from_text(find_field(fields, tag::md_entry_id).value_or(""));
    const auto reference = EntryName::from_text(find_field(fields, tag::md_entry_reference).value_or(""));
    if (!name || !reference || (action != "0" && action != "1" && action != "2")) {
        return fail(ErrorCode::invalid_input, "expected an action (279) of 0, 1 or 2 and ids of at most 64 letters");
    }
    if (action == "2" && !name->empty()) {
        std::erase_if(entries, [&](const Entry& entry) { return entry.name == *name; });
        return {};
    }
    if (!is_price(fields)) {
        return {};
    }
    TRIREME_TRY_ASSIGN(const Entry entry, read_entry(fields, book));
    // Without ids an LP means the level by its price.
    const EntryName& replaced = reference->empty() ? entry.name : *reference;
    std::erase_if(entries, [&](const Entry& other) {
        return replaced.empty() ? other.side == entry.side && other.price == entry.price : other.name == replaced;
    });
    if (action != "2") {
        if (entries.size() == entries_max) {
            return fail(ErrorCode::out_of_range, "a book of more than {} entries", entries_max);
        }
        entries.push_back(entry);
    }
    return {};
}

Result<MarketData::Entry> MarketData::read_entry(std::span<const FieldView> fields, const Book& book) const {
    Entry entry;
    entry.side = find_field(fields, tag::md_entry_type) == bid_entry ? Side::buy : Side::sell;
    TRIREME_TRY_ASSIGN(entry.price, parse_price(find_field(fields, tag::md_entry_price).value_or("")));
    if (const auto size = find_field(fields, tag::md_entry_size)) {
        TRIREME_TRY_ASSIGN(entry.lots, parse_size(*size, sizes_, book.instrument.contract_size));
    }
    const auto name = EntryName::from_text(find_field(fields, tag::md_entry_id).value_or(""));
    const auto quote_entry = find_field(fields, tag::quote_entry_id).value_or("");
    const auto quote = EntryName::from_text(find_field(fields, tag::quote_id).value_or(quote_entry));
    if (!name || !quote) {
        return fail(ErrorCode::invalid_input, "expected ids of entries and quotes of at most 64 letters");
    }
    entry.name = *name;
    entry.quote = *quote;
    return entry;
}

MarketDataChange MarketData::change_of(Book& book, Timestamp stated, Timestamp now) const {
    const auto is_before = [](const Entry& left, const Entry& right) {
        return left.side != right.side  ? left.side < right.side
               : left.side == Side::buy ? left.price > right.price
                                        : left.price < right.price;
    };
    // Each goes to its place behind its equals: nearly all stand in order already.
    for (auto at = book.entries.begin(); at != book.entries.end(); ++at) {
        std::rotate(std::upper_bound(book.entries.begin(), at, *at, is_before), at, at + 1);
    }
    MarketDataChange change;
    change.depth.lp = lp_;
    change.depth.instrument = book.instrument.slot;
    change.depth.id = ++book.id;
    change.depth.received = now;
    change.depth.stated = stated;
    QuoteNames names{.id = book.id};
    for (const Entry& entry : book.entries) {
        BookSide& side = entry.side == Side::buy ? change.depth.bids : change.depth.asks;
        if (side.empty()) {
            (entry.side == Side::buy ? names.bid : names.ask) = entry.quote.empty() ? entry.name : entry.quote;
        }
        if (side.size() < book_levels_max) {
            side.push_back({entry.price, entry.lots});
        }
    }
    book.names[book.id % quote_names_kept] = names;
    change.has_price = !change.depth.bids.empty() && !change.depth.asks.empty();
    change.quote = {.lp = lp_, .instrument = book.instrument.slot, .id = book.id, .received = now, .stated = stated};
    if (change.has_price) {
        change.quote.bid = change.depth.bids[0].price;
        change.quote.ask = change.depth.asks[0].price;
        change.quote.bid_size = change.depth.bids[0].lots;
        change.quote.ask_size = change.depth.asks[0].lots;
    }
    return change;
}

Result<InstrumentSlot> MarketData::take_reject(const MessageView& message) const {
    const std::string_view request = message.text(tag::md_request_id);
    TRIREME_TRY_ASSIGN(const std::uint64_t slot, parse_fix_count(request.substr(0, request.find('.'))));
    if (slot >= quoted_instruments_max || !by_slot_.contains(InstrumentSlot(static_cast<std::uint32_t>(slot)))) {
        return fail(ErrorCode::not_found, "a reject of a request (262) that is none of ours: '{}'", request);
    }
    return InstrumentSlot(static_cast<std::uint32_t>(slot));
}

void MarketData::clear() {
    for (Book& book : books_) {
        book.entries.clear();
    }
}

std::string MarketData::quote_name(InstrumentSlot slot, std::uint64_t id, Side side) const {
    const auto found = by_slot_.find(slot);
    if (found == by_slot_.end()) {
        return {};
    }
    const QuoteNames& names = books_[found->second].names[id % quote_names_kept];
    if (id == 0 || names.id != id) {
        return {};
    }
    return std::string((side == Side::buy ? names.ask : names.bid).view());
}

}  // namespace trireme::fix
