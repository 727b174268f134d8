#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trireme::fix {

// The largest frame that is taken; a snapshot of a deep book has some ten thousand bytes.
inline constexpr std::size_t frame_bytes_max = 1 << 20;

// Cuts frames out of a stream of bytes: "8=FIX.4.4|9=length|...|10=checksum|", with SOH for |. What has a wrong
// checksum or no such form is passed over and counted, as FIX 4.4 wants garbled messages treated (volume 2, "Message
// Integrity").
class FrameReader {
public:
    struct Counters {
        std::uint64_t frames = 0;
        std::uint64_t garbled = 0;        // runs of bytes that are no frame
        std::uint64_t bad_checksums = 0;  // frames whose checksum or length is not that of their bytes
        std::uint64_t too_long = 0;
    };

    void take(std::string_view bytes);
    // The next whole frame; nothing if more bytes are needed. Valid until the next call.
    [[nodiscard]] std::optional<std::string_view> next();
    // Forgets what was half read: the connection is another one.
    void clear();
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    enum class Found : unsigned char { frame, incomplete, none, bad_checksum, too_long };
    struct Head {
        Found found = Found::none;
        std::size_t size = 0;
    };
    [[nodiscard]] static Head look_at(std::string_view bytes);
    void skip(std::uint64_t& counter);

    std::string bytes_;
    std::size_t begin_ = 0;
    Counters counters_{};
};

// The last field of a frame whose other fields are `bytes`: the sum of their bytes modulo 256, in three digits.
[[nodiscard]] std::string checksum_of(std::string_view bytes);

}  // namespace trireme::fix
