#include "counterparts/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>

namespace trireme::counterparts {
namespace {

template <auto release>
struct Release {
    void operator()(auto* owned) const { release(owned); }
};
using OwnedKey = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using OwnedCertificate = std::unique_ptr<X509, Release<X509_free>>;
using OwnedText = std::unique_ptr<BIO, Release<BIO_free_all>>;
using OwnedExtension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

constexpr long an_hour = 60 * 60;
constexpr long two_days = 48 * an_hour;

bool add_extension(X509* certificate, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const OwnedExtension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// The certificate of what `key` signs with.
OwnedCertificate certify(EVP_PKEY* key) {
    OwnedCertificate made(X509_new());
    if (!made) {
        return nullptr;
    }
    X509_NAME* const name = X509_get_subject_name(made.get());
    constexpr int version_3 = 2;
    constexpr unsigned char subject[] = "Trireme counterpart";
    const bool is_filled =
        X509_set_version(made.get(), version_3) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -an_hour) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(made.get()), two_days) != nullptr && X509_set_pubkey(made.get(), key) == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, subject, -1, -1, 0) == 1 &&
        X509_set_issuer_name(made.get(), name) == 1 &&
        add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE") &&
        add_extension(made.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    return is_filled && X509_sign(made.get(), key, EVP_sha256()) > 0 ? std::move(made) : nullptr;
}

template <class Write>
std::string pem_of(Write write) {
    const OwnedText text(BIO_new(BIO_s_mem()));
    if (!text || write(text.get()) != 1) {
        return {};
    }
    const char* bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Result<Certificate> make_certificate() {
    const OwnedKey key(EVP_EC_gen("P-256"));
    const OwnedCertificate certificate = key ? certify(key.get()) : nullptr;
    if (!certificate) {
        return fail(ErrorCode::io_failure, "OpenSSL made no key or no certificate");
    }
    return Certificate{.certificate = pem_of([&](BIO* to) { return PEM_write_bio_X509(to, certificate.get()); }),
                       .key = pem_of([&](BIO* to) {
                           return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                       })};
}

Result<void> write_authority(const Certificate& certificate, const std::filesystem::path& path) {
    std::ofstream file(path, std::ios::trunc);
    file << certificate.certificate;
    file.close();
    return file ? Result<void>()
                : Result<void>(fail(ErrorCode::io_failure, "{}: the certificate cannot be written", path.string()));
}

}  // namespace trireme::counterparts
