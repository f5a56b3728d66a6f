-- A database of schema 0002, by pg_dump --inserts: one workbook (key AAA…) with two versions, one link (token BBB…A).
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.heartbeat (
    id integer NOT NULL,
    beat_at double precision NOT NULL
);
CREATE TABLE public.revoked (
    id character varying(43) NOT NULL,
    revoked_at double precision NOT NULL
);
CREATE TABLE public.sign_off (
    id character varying(43) NOT NULL,
    owner character varying(43) NOT NULL,
    document bytea NOT NULL,
    note bytea NOT NULL,
    open_until double precision NOT NULL,
    keep_until double precision NOT NULL,
    signed_on date,
    acceptance bytea
);
CREATE TABLE public.workbook (
    id character varying(43) NOT NULL,
    version bigint NOT NULL,
    saved_at double precision NOT NULL
);
CREATE TABLE public.workbook_version (
    id character varying(43) NOT NULL,
    version bigint NOT NULL,
    body bytea NOT NULL,
    saved_at double precision NOT NULL
);
INSERT INTO public.alembic_version VALUES ('0002');
INSERT INTO public.heartbeat VALUES (1, 1795000000);
INSERT INTO public.revoked VALUES ('lKjZ5wV_LyUf5up-bG_8WBQOtKZcVENVXVK_HhpGq4k', 1795000000);
INSERT INTO public.sign_off VALUES ('go5VfPwnXG6ZuIKnlhYYbS_fM2Zfvh0uMMwtY13q5qA', 'Rm8LXfpSBWimv7qK152qWOUMmvOoJ45pcUISnbMdLBs', '\x45bbea3e62a4345a3f1833436e92c76cca5ef07933567d220ded07679c386e34f16a4243dbc853b0d9273beab2cf300c3c9bff979046227dd89fea0525618ff576753e159c9ceb375d97538105', '\x59eee5ff84cd209ecdbdd382e2cdfc314be3a618a6aa26cb6fa01f6faa5c03285ac34a40366b7a0452e99b626927c037108156bcff5ec51d8263ca130a543fd5', 4102444800, 4105036800, NULL, NULL);
INSERT INTO public.workbook VALUES ('TKuhOjSeNt75bSt-k9rETRGqfiQO2uchZMqtY2z9FDk', 1000001, 1795000000);
INSERT INTO public.workbook_version VALUES ('TKuhOjSeNt75bSt-k9rETRGqfiQO2uchZMqtY2z9FDk', 1000000, '\xc5b558c45449d8d6a4dc9cd657db667a676a4b47e3e992e52361d5cf478742d3c4fae97c98dcd7c6e8a0c5793e50a68a88c917', 1795000000);
INSERT INTO public.workbook_version VALUES ('TKuhOjSeNt75bSt-k9rETRGqfiQO2uchZMqtY2z9FDk', 1000001, '\xf2664a3489d517cd73960ba3bbba95f12fcd3dacef9d8af4ac301a101e244dc874989d8604aad79c0847c0e2ab03d74d9158a31c2003f610c347f71b17388a43e7aca1b2a5c0ade52655df9fa691', 1795000000);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.heartbeat
    ADD CONSTRAINT pk_heartbeat PRIMARY KEY (id);
ALTER TABLE ONLY public.revoked
    ADD CONSTRAINT pk_revoked PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_off
    ADD CONSTRAINT pk_sign_off PRIMARY KEY (id);
ALTER TABLE ONLY public.workbook
    ADD CONSTRAINT pk_workbook PRIMARY KEY (id);
ALTER TABLE ONLY public.workbook_version
    ADD CONSTRAINT pk_workbook_version PRIMARY KEY (id, version);
CREATE INDEX ix_sign_off_keep_until ON public.sign_off USING btree (keep_until);
CREATE INDEX ix_sign_off_owner ON public.sign_off USING btree (owner);
CREATE INDEX ix_workbook_saved_at ON public.workbook USING btree (saved_at);
ALTER TABLE ONLY public.workbook_version
    ADD CONSTRAINT fk_workbook_version_id_workbook FOREIGN KEY (id) REFERENCES public.workbook(id) ON DELETE CASCADE;
