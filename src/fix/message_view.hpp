#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "model/scaled.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace trireme::fix {

struct FieldView {
    int tag = 0;
    std::string_view value;
};

// The fields of one frame in the order in which they stand, as views of its bytes. Kept and used again, it allocates
// nothing any more.
class MessageView {
public:
    // Reads "tag=value" fields, each ended by SOH. A value may hold SOH where a field before it states its length
    // (FIX 4.4 volume 1, "data"). `frame` must outlive what is read of it. Errors: invalid_input, with the place.
    [[nodiscard]] Result<void> read(std::string_view frame);

    [[nodiscard]] std::span<const FieldView> fields() const { return fields_; }
    // The first field with this tag.
    [[nodiscard]] std::optional<std::string_view> find(int tag) const;
    // The same; empty where there is none.
    [[nodiscard]] std::string_view text(int tag) const { return find(tag).value_or(std::string_view()); }

private:
    std::vector<FieldView> fields_;
};

// The same for a part of a message, such as one entry of a group.
[[nodiscard]] std::optional<std::string_view> find_field(std::span<const FieldView> fields, int tag);

// A repeating group that begins behind the field `count_tag`: each entry begins with the tag of the first. Calls `take`
// with the fields of each; the last entry has all that follows, since which tags belong to a group is up to the LP's
// dialect. Fails where the count is not that of the entries.
template <class Take>
[[nodiscard]] Result<void> for_each_entry(std::span<const FieldView> fields, int count_tag, Take&& take);

// FIX's float: digits with a point or without, a sign, no exponent. Zeros beyond eight decimals are let pass; other
// digits there, and numbers beyond the range, are errors.
[[nodiscard]] Result<std::int64_t> parse_fix_number(std::string_view text);
[[nodiscard]] Result<std::uint64_t> parse_fix_count(std::string_view text);
// UTCTimestamp: 20261201-08:30:00 with up to nine digits of fractions.
[[nodiscard]] Result<Timestamp> parse_fix_time(std::string_view text);
// In milliseconds.
[[nodiscard]] std::string format_fix_time(Timestamp time);

template <class Take>
Result<void> for_each_entry(std::span<const FieldView> fields, int count_tag, Take&& take) {
    std::size_t at = 0;
    while (at < fields.size() && fields[at].tag != count_tag) {
        ++at;
    }
    if (at == fields.size()) {
        return fail(ErrorCode::invalid_input, "tag {} is missing, which counts the entries of a group", count_tag);
    }
    TRIREME_TRY_ASSIGN(const std::uint64_t count, parse_fix_count(fields[at].value));
    const std::span<const FieldView> rest = fields.subspan(at + 1);
    std::uint64_t entries = 0;
    for (std::size_t begin = 0; begin < rest.size() && entries < count;) {
        std::size_t end = begin + 1;
        while (end < rest.size() && rest[end].tag != rest[0].tag) {
            ++end;
        }
        TRIREME_TRY(take(rest.subspan(begin, end - begin)));
        ++entries;
        begin = end;
    }
    if (entries != count) {
        return fail(ErrorCode::invalid_input, "tag {} counts {} entries, but there are {}", count_tag, count, entries);
    }
    return {};
}

}  // namespace trireme::fix
