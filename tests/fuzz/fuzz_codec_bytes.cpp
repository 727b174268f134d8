// Bytes as a command and as a struct of every kind of field, as a damaged or foreign journal could hold them.

#include "codec/tests/sample.hpp"
#include "fuzz/codec_checks.hpp"

#include <cstdint>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace trireme;
    const ByteView bytes = std::as_bytes(std::span(data, size));
    fuzz::check_bytes<codec::sample::Command>(bytes);
    fuzz::check_bytes<codec::sample::Everything>(bytes);
    return 0;
}
