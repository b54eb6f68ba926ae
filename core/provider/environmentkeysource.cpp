// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/environmentkeysource.h"

#include "core/provider/vendors.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

EnvironmentKeySource::EnvironmentKeySource(QProcessEnvironment environment)
    : m_environment(std::move(environment))
{
}

Result<QString> EnvironmentKeySource::key(const QString &provider) const
{
    const QStringList names = variables(provider);
    for (const QString &variable : names) {
        const QString value = m_environment.value(variable).trimmed();
        if (value.isEmpty())
            continue;
        if (!isPlausibleKey(value)) {
            return failure(
                ErrorCode::InvalidArgument,
                u"The environment variable %1 does not hold a key: a key has no spaces and only ASCII "
                "characters."_s.arg(variable));
        }
        return value;
    }
    return failure(ErrorCode::NotFound, u"The environment has no key for the provider \"%1\". Set %2."_s.arg(
                                            provider, names.constFirst()));
}

QStringList EnvironmentKeySource::variables(const QString &provider)
{
    QString name = provider.toUpper();
    for (QChar &c : name) {
        const bool isPlain = (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
        if (!isPlain)
            c = u'_';
    }
    QStringList names{u"SIGNALBOX_%1_API_KEY"_s.arg(name)};
    if (findVendor(provider))
        names.append(name + u"_API_KEY"_s);
    return names;
}

} // namespace core
