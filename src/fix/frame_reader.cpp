#include "fix/frame_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace trireme::fix {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view beginning = "8=FIX.4.4\0019="sv;
constexpr std::size_t length_digits_max = 7;
// "10=123" and SOH.
constexpr std::size_t checksum_bytes = 7;
constexpr char separator = '\001';

// Whether `bytes` could be the first ones of `text`, as far as they reach.
bool may_begin(std::string_view bytes, std::string_view text) {
    const std::size_t common = std::min(bytes.size(), text.size());
    return bytes.substr(0, common) == text.substr(0, common);
}

}  // namespace

std::string checksum_of(std::string_view bytes) {
    const unsigned sum = std::accumulate(bytes.begin(), bytes.end(), 0U, [](unsigned so_far, char byte) {
        return so_far + static_cast<unsigned char>(byte);
    });
    return fmt::format("{:03}", sum % 256);
}

void FrameReader::take(std::string_view bytes) {
    bytes_.erase(0, begin_);
    begin_ = 0;
    bytes_ += bytes;
}

std::optional<std::string_view> FrameReader::next() {
    while (begin_ < bytes_.size()) {
        const std::string_view rest = std::string_view(bytes_).substr(begin_);
        const Head head = look_at(rest);
        switch (head.found) {
            case Found::frame:
                begin_ += head.size;
                ++counters_.frames;
                return rest.substr(0, head.size);
            case Found::incomplete: return std::nullopt;
            case Found::none: skip(counters_.garbled); break;
            case Found::bad_checksum: skip(counters_.bad_checksums); break;
            case Found::too_long: skip(counters_.too_long); break;
        }
    }
    return std::nullopt;
}

FrameReader::Head FrameReader::look_at(std::string_view bytes) {
    if (!may_begin(bytes, beginning)) {
        return {Found::none};
    }
    if (bytes.size() < beginning.size()) {
        return {Found::incomplete};
    }
    const std::string_view after = bytes.substr(beginning.size());
    const std::size_t digits = after.substr(0, length_digits_max + 1).find(separator);
    if (digits == std::string_view::npos) {
        return {after.size() <= length_digits_max ? Found::incomplete : Found::none};
    }
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(after.data(), after.data() + digits, length);
    if (error != std::errc() || end != after.data() + digits) {
        return {Found::none};
    }
    const std::size_t body_begin = beginning.size() + digits + 1;
    const std::size_t size = body_begin + length + checksum_bytes;
    if (size > frame_bytes_max) {
        return {Found::too_long};
    }
    if (bytes.size() < size) {
        return {Found::incomplete};
    }
    const std::string_view summed = bytes.substr(0, body_begin + length);
    const bool is_right = summed.back() == separator && bytes.substr(summed.size(), 3) == "10=" &&
                          bytes.substr(summed.size() + 3, 3) == checksum_of(summed) && bytes[size - 1] == separator;
    return {is_right ? Found::frame : Found::bad_checksum, size};
}

// Goes on at the next place at which a frame may begin. A wrong length may have swallowed whole frames, so the search
// begins right behind the first byte.
void FrameReader::skip(std::uint64_t& counter) {
    ++counter;
    const std::size_t found = bytes_.find("8=FIX", begin_ + 1);
    if (found != std::string::npos) {
        begin_ = found;
        return;
    }
    // The last bytes may be the first ones of a beginning.
    std::size_t kept = std::min<std::size_t>(beginning.size() - 1, bytes_.size() - begin_ - 1);
    while (kept > 0 && !may_begin(std::string_view(bytes_).substr(bytes_.size() - kept), beginning)) {
        --kept;
    }
    begin_ = bytes_.size() - kept;
}

void FrameReader::clear() {
    bytes_.clear();
    begin_ = 0;
}

}  // namespace trireme::fix
