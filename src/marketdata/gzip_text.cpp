#include "marketdata/plain_file.hpp"
#include "marketdata/text_source.hpp"

#include <zlib.h>

#include <vector>

namespace trireme::marketdata {
namespace {

constexpr std::size_t packed_bytes = 64 * 1024;
constexpr int gzip_only = 16;  // how zlib is told that it must be gzip, with its checksum and length

// By zlib and not by libarchive, which does not look at the checksum.
class GzipText final : public TextSource {
public:
    explicit GzipText(PlainFile file) : file_(std::move(file)), packed_(packed_bytes) {}
    ~GzipText() override {
        if (is_begun_) {
            ::inflateEnd(&stream_);
        }
    }
    GzipText(const GzipText&) = delete;
    GzipText& operator=(const GzipText&) = delete;

    Result<void> begin() {
        if (::inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) {
            return fail(ErrorCode::io_failure, "{}: no memory to read it", file_.path().string());
        }
        is_begun_ = true;
        return {};
    }

    Result<std::size_t> read(std::span<char> into) override {
        stream_.next_out = reinterpret_cast<Bytef*>(into.data());
        stream_.avail_out = static_cast<uInt>(into.size());
        while (stream_.avail_out == into.size()) {
            TRIREME_TRY_ASSIGN(const bool has_more, read_packed());
            if (!has_more) {
                return is_between_ ? Result<std::size_t>(0) : damaged("it ends too early");
            }
            // A file may be made of several, one behind the other.
            if (is_between_ && ::inflateReset(&stream_) != Z_OK) {
                return damaged("unknown reason");
            }
            const int result = ::inflate(&stream_, Z_NO_FLUSH);
            is_between_ = result == Z_STREAM_END;
            if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
                return damaged(stream_.msg == nullptr ? "unknown reason" : stream_.msg);
            }
        }
        return into.size() - stream_.avail_out;
    }

    [[nodiscard]] std::string inner_name() const override { return file_.path().stem().string(); }

private:
    // False once nothing is left of the file.
    Result<bool> read_packed() {
        if (stream_.avail_in == 0) {
            TRIREME_TRY_ASSIGN(const std::size_t count, file_.read(packed_));
            stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
            stream_.avail_in = static_cast<uInt>(count);
        }
        return stream_.avail_in > 0;
    }

    [[nodiscard]] std::unexpected<Error> damaged(std::string_view why) const {
        return fail(ErrorCode::corrupt, "the file is damaged or cut short: {}", why);
    }

    PlainFile file_;
    std::vector<char> packed_;
    z_stream stream_{};
    bool is_begun_ = false;
    bool is_between_ = false;  // behind the end of one, and before another
};

}  // namespace

Result<std::unique_ptr<TextSource>> open_gzip_text(const std::filesystem::path& path) {
    TRIREME_TRY_ASSIGN(PlainFile file, PlainFile::open(path));
    auto text = std::make_unique<GzipText>(std::move(file));
    TRIREME_TRY(text->begin());
    return text;
}

}  // namespace trireme::marketdata
